# One image for web, stream, worker and beat: the command says which.
FROM python:3.11-slim-bookworm AS built
WORKDIR /app
COPY requirements/base.txt requirements/base.txt
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --require-hashes -r requirements/base.txt

FROM python:3.11-slim-bookworm
RUN useradd --system --uid 10001 app && install -d -o app /data/media /data/uploads /data/static
COPY --from=built /venv /venv
WORKDIR /app
COPY . .
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 DJANGO_SETTINGS_MODULE=rednote.settings.production \
    REDNOTE_VAR=/data CELERY_SKIP_CHECKS=1
# Texts are compiled into the image; no setting of production is needed for that.
RUN DJANGO_SETTINGS_MODULE=rednote.settings.dev REDNOTE_VAR=/tmp/build python manage.py compile_texts
USER app
EXPOSE 8000
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--no-ws", "--workers", "2", "--blocking-threads", "4", "rednote.wsgi:application"]
