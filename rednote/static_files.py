"""Static files in production: named by their content, compressed once, kept for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):
    # Modules import each other by relative address: those are renamed as well.
    support_js_module_import_aggregation = True
