// The API's page: Swagger UI with our session and its CSRF token.
import { csrfToken } from "./http.js";

const place = document.getElementById("api-docs");

window.SwaggerUIBundle({
  url: place.dataset.schema,
  domNode: place,
  deepLinking: true,
  requestInterceptor: async (request) => {
    const isOurs = new URL(request.url, location.href).origin === location.origin;
    if (isOurs && request.method && request.method.toUpperCase() !== "GET") {
      request.headers["X-CSRFToken"] = await csrfToken();
    }
    return request;
  },
});
