#include <napi.h>

typedef struct TSLanguage TSLanguage;

extern "C" TSLanguage *tree_sitter_schema_hcl(void);

// By which tree-sitter knows that the pointer is that of a language.
static const napi_type_tag LANGUAGE_TYPE_TAG = {0x8AF2E5212AD58ABF, 0xD5006CAD83ABBA16};

static Napi::Object Init(Napi::Env env, Napi::Object exports) {
  auto language = Napi::External<TSLanguage>::New(env, tree_sitter_schema_hcl());
  language.TypeTag(&LANGUAGE_TYPE_TAG);
  exports["name"] = Napi::String::New(env, "schema_hcl");
  exports["language"] = language;
  return exports;
}

NODE_API_MODULE(tree_sitter_schema_hcl_binding, Init)
