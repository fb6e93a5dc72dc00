// Speaks with the API: the CSRF token is fetched before the first unsafe act, and no earlier.

const SESSION = "/api/v1/session";
let fetched = null;

export function cookie(name) {
  const found = document.cookie.split("; ").find((pair) => pair.startsWith(`${name}=`));
  return found ? decodeURIComponent(found.slice(name.length + 1)) : "";
}

async function fetchToken() {
  const response = await fetch(SESSION, { headers: { Accept: "application/json" } });
  const session = response.ok ? await response.json() : {};
  return session.csrf_token || cookie("csrftoken");
}

export async function csrfToken() {
  const field = document.querySelector("input[name=csrfmiddlewaretoken]");
  if (field) return field.value;
  fetched ??= fetchToken();
  const token = await fetched;
  if (!token) fetched = null;
  return token;
}

export class Problem extends Error {
  constructor(status, body) {
    super(body.detail || body.title || "");
    this.status = status;
    this.code = body.code || "";
    this.errors = body.errors || {};
  }
}

// Send JSON; the answer's body, or a Problem that says in the reader's language what is wrong.
export async function send(method, path, body) {
  const headers = { Accept: "application/json" };
  if (method !== "GET") headers["X-CSRFToken"] = await csrfToken();
  if (body !== undefined) headers["Content-Type"] = "application/json";
  const response = await fetch(path, {
    method,
    headers,
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const text = await response.text();
  const isJson = (response.headers.get("Content-Type") || "").includes("json");
  const answer = text && isJson ? JSON.parse(text) : {};
  if (!response.ok) throw new Problem(response.status, answer);
  return answer;
}

// Where to log in, and come back from.
export function logIn() {
  const next = encodeURIComponent(location.pathname + location.search);
  location.assign(`/accounts/login/?next=${next}`);
}
