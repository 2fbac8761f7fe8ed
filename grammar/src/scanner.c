// What a grammar without context cannot say about HCL: whether a line end means something, where templates begin and
// end, and what is not written yet.
//
// The state is a stack of what is open inside an expression: brackets, quotes, heredocs, template sequences. Outside of
// expressions it is empty, also in the body of a block: tree-sitter reuses a node after an edit only where the state is
// what it was, so nothing that stands above may show in it.
//
// Tokens without width (`absent`, `unclosed`, `unseparated`) cannot make the parser run forever. `unclosed` takes something from the
// stack or, at the end of the text, ends a block; behind `absent` and `unseparated` the grammar always wants something
// else.

#include "tree_sitter/parser.h"

#include <stdlib.h>
#include <string.h>

// In the order of `externals` in grammar.js.
enum TokenType {
  NEWLINE,
  ABSENT,
  UNCLOSED,
  UNSEPARATED,
  OBJECT_OPEN,
  OBJECT_CLOSE,
  BRACKET_OPEN,
  BRACKET_CLOSE,
  PAREN_OPEN,
  PAREN_CLOSE,
  LABEL_OPEN,
  QUOTE_OPEN,
  QUOTE_CLOSE,
  HEREDOC_START,
  HEREDOC_END,
  TEXT,
  ESCAPE_SEQUENCE,
  INTERPOLATION_OPEN,
  DIRECTIVE_OPEN,
  TEMPLATE_CLOSE,
  ERROR_SENTINEL,
};

// What is open. `NOTHING` is never on the stack.
typedef enum {
  NOTHING,
  OBJECT,
  // `{ for … }`, in which line ends mean nothing.
  FOR_OBJECT,
  BRACKET,
  PAREN,
  LABEL,
  QUOTE,
  SEQUENCE,
  // A heredoc behind its first line, at the start of a line, where its marker may stand, and elsewhere.
  HEREDOC_OPENED,
  HEREDOC_LINE,
  HEREDOC,
  // A heredoc whose marker does not come: it ends where a line looks like code again.
  LOST_HEREDOC,
  // Above what is left of an expression that has to end, because an item of a body starts here. The line end before it
  // is spent already, as the separator of an object.
  ITEM_STARTS,
} Context;

// The bytes of the stack are its serialization. A heredoc's marker lies below it, as its bytes and their number.
enum { STACK_SIZE = TREE_SITTER_SERIALIZATION_BUFFER_SIZE, MARKER_SIZE = 255 };

typedef struct {
  unsigned size;
  unsigned char stack[STACK_SIZE];
} Scanner;

// How far the marker of a heredoc is looked for; one that is longer is taken to be closed. It bounds what a file of
// nothing but lost heredocs costs.
enum { HEREDOC_LOOKAHEAD = 128 * 1024 };

// More labels than any block has.
enum { MAX_LABELS = 8 };

// The stack

static Context top(const Scanner *scanner) {
  return scanner->size > 0 ? (Context)scanner->stack[scanner->size - 1] : NOTHING;
}

// Whether there was room. Without, the opening token is not recognised and the text is an error.
static bool push(Scanner *scanner, Context context) {
  if (scanner->size >= STACK_SIZE) return false;
  scanner->stack[scanner->size++] = (unsigned char)context;
  return true;
}

static bool is_heredoc(Context context) {
  return context == HEREDOC_OPENED || context == HEREDOC_LINE || context == HEREDOC || context == LOST_HEREDOC;
}

// Of the heredoc on top.
static unsigned marker_length(const Scanner *scanner) { return scanner->stack[scanner->size - 2]; }

static const unsigned char *marker_bytes(const Scanner *scanner) {
  return &scanner->stack[scanner->size - 2 - marker_length(scanner)];
}

// The number of bytes of the entry that ends below `size`.
static unsigned entry_size(const Scanner *scanner, unsigned size) {
  return is_heredoc((Context)scanner->stack[size - 1]) ? 2u + scanner->stack[size - 2] : 1u;
}

static void pop(Scanner *scanner) {
  if (scanner->size > 0) scanner->size -= entry_size(scanner, scanner->size);
}

// Replaces the kind of what is on top.
static void turn_to(Scanner *scanner, Context context) { scanner->stack[scanner->size - 1] = (unsigned char)context; }

// Whether a bracket of this kind is open in the expression at hand. A template ends the expression.
static bool is_open(const Scanner *scanner, Context bracket) {
  for (unsigned size = scanner->size; size > 0; size -= entry_size(scanner, size)) {
    Context context = (Context)scanner->stack[size - 1];
    if (context == bracket) return true;
    if (context == SEQUENCE) return false;
  }
  return false;
}

// Whether the expression at hand stands in a quoted template, on whose line it has to end.
static bool is_in_quotes(const Scanner *scanner) {
  for (unsigned size = scanner->size; size > 1; size -= entry_size(scanner, size)) {
    if (scanner->stack[size - 1] == SEQUENCE) return scanner->stack[size - 2] == QUOTE;
  }
  return false;
}

// Characters

static void advance(TSLexer *lexer) { lexer->advance(lexer, false); }

static void skip(TSLexer *lexer) { lexer->advance(lexer, true); }

static bool token(TSLexer *lexer, enum TokenType type) {
  lexer->result_symbol = type;
  return true;
}

static bool is_blank(int32_t c) { return c == ' ' || c == '\t' || c == '\r' || c == 0xFEFF; }

static bool is_name_start(int32_t c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (c >= 0x80 && c != 0xFEFF);
}

static bool is_name(int32_t c) { return is_name_start(c) || (c >= '0' && c <= '9') || c == '-'; }

static unsigned encode_utf8(int32_t c, unsigned char bytes[4]) {
  if (c < 0x80) {
    bytes[0] = (unsigned char)c;
    return 1;
  }
  unsigned length = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
  for (unsigned i = length - 1; i > 0; i--) {
    bytes[i] = (unsigned char)(0x80 | (c & 0x3F));
    c >>= 6;
  }
  static const unsigned char FIRST[] = {0, 0, 0xC0, 0xE0, 0xF0};
  bytes[0] = (unsigned char)(FIRST[length] | c);
  return length;
}

// Looking ahead. These move the lexer; the token ends where `mark_end` was called last.

typedef struct {
  unsigned length;
  unsigned char bytes[MARKER_SIZE];
} Word;

// A name. One that is too long is empty.
static Word read_word(TSLexer *lexer) {
  Word word = {0, {0}};
  bool fits = true;
  if (!is_name_start(lexer->lookahead)) return word;
  while (is_name(lexer->lookahead)) {
    unsigned char bytes[4];
    unsigned length = encode_utf8(lexer->lookahead, bytes);
    fits = fits && word.length + length <= MARKER_SIZE;
    if (fits) {
      memcpy(&word.bytes[word.length], bytes, length);
      word.length += length;
    }
    advance(lexer);
  }
  if (!fits) word.length = 0;
  return word;
}

static bool word_is(const Word *word, const char *text) {
  return word->length == strlen(text) && memcmp(word->bytes, text, word->length) == 0;
}

static void read_blanks(TSLexer *lexer) {
  while (is_blank(lexer->lookahead)) advance(lexer);
}

// Reads the rest of a quoted label. Whether a `{` ends the line if the label is not closed.
static bool read_label(TSLexer *lexer, bool *closed) {
  bool brace = false;
  while (!lexer->eof(lexer) && lexer->lookahead != '\n') {
    if (lexer->lookahead == '"') {
      advance(lexer);
      *closed = true;
      return false;
    }
    if (lexer->lookahead == '\\') {
      advance(lexer);
      if (lexer->eof(lexer) || lexer->lookahead == '\n') break;
    }
    if (!is_blank(lexer->lookahead)) brace = lexer->lookahead == '{';
    advance(lexer);
  }
  *closed = false;
  return brace;
}

typedef enum { NO_ITEM, ATTRIBUTE_ITEM, BLOCK_ITEM } Item;

// What the text looks like: `name =`, or the header of a block up to its `{`. Neither can start a line inside of
// brackets, and the second not inside of an object. What looks like a header with `for`, `in` or `if` can, in a for
// expression.
static Item read_item(TSLexer *lexer) {
  if (!is_name_start(lexer->lookahead)) return NO_ITEM;
  Word word = read_word(lexer);
  if (word_is(&word, "for") || word_is(&word, "in") || word_is(&word, "if")) return NO_ITEM;
  for (unsigned labels = 0; labels <= MAX_LABELS; labels++) {
    read_blanks(lexer);
    if (lexer->lookahead == '{') return BLOCK_ITEM;
    if (lexer->lookahead == '=' && labels == 0) {
      advance(lexer);
      return lexer->lookahead == '=' || lexer->lookahead == '>' ? NO_ITEM : ATTRIBUTE_ITEM;
    }
    if (lexer->lookahead == '"') {
      advance(lexer);
      bool closed;
      bool brace = read_label(lexer, &closed);
      if (!closed) return brace ? BLOCK_ITEM : NO_ITEM;
    } else if (is_name_start(lexer->lookahead)) {
      Word label = read_word(lexer);
      if (word_is(&label, "in")) return NO_ITEM;
    } else {
      return NO_ITEM;
    }
  }
  return NO_ITEM;
}

// Whether the first word behind the brace of an object is `for`. Comments and line ends may come before it.
static bool read_for(TSLexer *lexer) {
  for (;;) {
    while (is_blank(lexer->lookahead) || lexer->lookahead == '\n') advance(lexer);
    if (lexer->lookahead == '/') {
      advance(lexer);
      if (lexer->lookahead == '*') {
        advance(lexer);
        int32_t last = 0;
        while (!lexer->eof(lexer) && !(last == '*' && lexer->lookahead == '/')) {
          last = lexer->lookahead;
          advance(lexer);
        }
        if (lexer->eof(lexer)) return false;
        advance(lexer);
        continue;
      }
      if (lexer->lookahead != '/') return false;
    } else if (lexer->lookahead != '#') {
      break;
    }
    while (!lexer->eof(lexer) && lexer->lookahead != '\n') advance(lexer);
  }
  Word word = read_word(lexer);
  return word_is(&word, "for");
}

// Reads a line to its end. Whether it is the marker, with blanks around it.
static bool read_marker_line(TSLexer *lexer, const unsigned char *bytes, unsigned length, unsigned *n_read) {
  while (is_blank(lexer->lookahead)) {
    advance(lexer);
    ++*n_read;
  }
  unsigned at = 0;
  while (at < length) {
    if (lexer->eof(lexer)) return false;
    unsigned char found[4];
    unsigned n_bytes = encode_utf8(lexer->lookahead, found);
    if (at + n_bytes > length || memcmp(&bytes[at], found, n_bytes) != 0) return false;
    at += n_bytes;
    ++*n_read;
    advance(lexer);
  }
  read_blanks(lexer);
  return lexer->eof(lexer) || lexer->lookahead == '\n';
}

// Whether the marker of a heredoc comes on a line of its own, or the text goes on for too long to tell.
static bool read_to_marker(TSLexer *lexer, const Word *marker) {
  unsigned n_read = 0;
  while (n_read < HEREDOC_LOOKAHEAD) {
    if (read_marker_line(lexer, marker->bytes, marker->length, &n_read)) return true;
    while (!lexer->eof(lexer) && lexer->lookahead != '\n') {
      advance(lexer);
      n_read++;
    }
    if (lexer->eof(lexer)) return false;
    advance(lexer);
    n_read++;
  }
  return true;
}

// Templates

// A `$` or `%`: with a brace it opens a sequence, twice with a brace it stands for one, else it is text.
static bool scan_dollar(Scanner *scanner, TSLexer *lexer) {
  int32_t first = lexer->lookahead;
  advance(lexer);
  lexer->mark_end(lexer);
  if (lexer->lookahead == '{') {
    if (!push(scanner, SEQUENCE)) return false;
    advance(lexer);
    if (lexer->lookahead == '~') advance(lexer);
    lexer->mark_end(lexer);
    return token(lexer, first == '$' ? INTERPOLATION_OPEN : DIRECTIVE_OPEN);
  }
  if (lexer->lookahead == first) {
    advance(lexer);
    if (lexer->lookahead == '{') {
      advance(lexer);
      lexer->mark_end(lexer);
      return token(lexer, ESCAPE_SEQUENCE);
    }
  }
  return token(lexer, TEXT);
}

static bool is_hex_digit(int32_t c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

// A backslash and what it escapes. Before the line end it is text.
static bool scan_escape(TSLexer *lexer) {
  advance(lexer);
  lexer->mark_end(lexer);
  if (lexer->eof(lexer) || lexer->lookahead == '\n' || lexer->lookahead == '\r') return token(lexer, TEXT);
  unsigned n_digits = lexer->lookahead == 'u' ? 4 : lexer->lookahead == 'U' ? 8 : 0;
  advance(lexer);
  for (; n_digits > 0 && is_hex_digit(lexer->lookahead); n_digits--) advance(lexer);
  lexer->mark_end(lexer);
  return token(lexer, ESCAPE_SEQUENCE);
}

static bool scan_quoted(Scanner *scanner, TSLexer *lexer) {
  bool any = false;
  for (;;) {
    int32_t c = lexer->lookahead;
    bool at_end = lexer->eof(lexer) || c == '\n';
    if (any && (at_end || c == '"' || c == '\\' || c == '$' || c == '%')) return token(lexer, TEXT);
    if (at_end) {
      pop(scanner);
      return token(lexer, UNCLOSED);
    }
    if (c == '\\') return scan_escape(lexer);
    if (c == '$' || c == '%') return scan_dollar(scanner, lexer);
    advance(lexer);
    if (c == '"') {
      lexer->mark_end(lexer);
      pop(scanner);
      return token(lexer, QUOTE_CLOSE);
    }
    // The carriage return of a line end is no text.
    if (c == '\r' && lexer->lookahead == '\n') continue;
    lexer->mark_end(lexer);
    any = true;
  }
}

// A label is no template. In one that is not closed, the brace at the end of the line is not part of it.
static bool scan_label(Scanner *scanner, TSLexer *lexer) {
  bool any = false;
  for (;;) {
    int32_t c = lexer->lookahead;
    if (lexer->eof(lexer) || c == '\n') break;
    if (c == '"') {
      if (any) return token(lexer, TEXT);
      advance(lexer);
      lexer->mark_end(lexer);
      pop(scanner);
      return token(lexer, QUOTE_CLOSE);
    }
    if (is_blank(c) || c == '{') {
      // Perhaps the end of the line. What follows tells, and is another piece of text.
      if (any) return token(lexer, TEXT);
      while (is_blank(lexer->lookahead) || lexer->lookahead == '{') advance(lexer);
      if (lexer->eof(lexer) || lexer->lookahead == '\n') break;
      lexer->mark_end(lexer);
      return token(lexer, TEXT);
    }
    advance(lexer);
    if (c == '\\' && !lexer->eof(lexer) && lexer->lookahead != '\n') advance(lexer);
    lexer->mark_end(lexer);
    any = true;
  }
  if (any) return token(lexer, TEXT);
  pop(scanner);
  return token(lexer, UNCLOSED);
}

static bool scan_heredoc(Scanner *scanner, TSLexer *lexer) {
  bool line_start = top(scanner) == HEREDOC_LINE;
  if (top(scanner) == HEREDOC_OPENED) {
    while (is_blank(lexer->lookahead)) skip(lexer);
    skip(lexer);
    lexer->mark_end(lexer);
    line_start = true;
  }
  turn_to(scanner, HEREDOC);
  bool any = false;
  for (;;) {
    if (line_start) {
      unsigned n_read = 0;
      bool is_marker = read_marker_line(lexer, marker_bytes(scanner), marker_length(scanner), &n_read);
      if (is_marker && any) {
        // The lines above it are text; the next call finds it again.
        turn_to(scanner, HEREDOC_LINE);
        return token(lexer, TEXT);
      }
      if (is_marker) {
        lexer->mark_end(lexer);
        pop(scanner);
        return token(lexer, HEREDOC_END);
      }
      if (n_read > 0) {
        lexer->mark_end(lexer);
        any = true;
      }
      line_start = false;
    }
    int32_t c = lexer->lookahead;
    if (any && (lexer->eof(lexer) || c == '$' || c == '%')) return token(lexer, TEXT);
    if (lexer->eof(lexer)) {
      pop(scanner);
      return token(lexer, UNCLOSED);
    }
    if (c == '$' || c == '%') return scan_dollar(scanner, lexer);
    advance(lexer);
    lexer->mark_end(lexer);
    any = true;
    line_start = c == '\n';
  }
}

// What follows the marker of a heredoc that does not end: text, up to the line before one that looks like code.
static bool scan_lost_heredoc(Scanner *scanner, TSLexer *lexer) {
  bool any = false;
  for (;;) {
    while (!lexer->eof(lexer) && lexer->lookahead != '\n') {
      any = true;
      advance(lexer);
    }
    lexer->mark_end(lexer);
    while (is_blank(lexer->lookahead) || lexer->lookahead == '\n') advance(lexer);
    if (lexer->eof(lexer) || lexer->lookahead == '}' || read_item(lexer) != NO_ITEM) break;
    any = true;
  }
  if (any) return token(lexer, TEXT);
  pop(scanner);
  return token(lexer, UNCLOSED);
}

// `<<` and a marker, if it is there. Its line end is not part of the token: in a heredoc that does not end, it ends the
// attribute.
static bool scan_heredoc_start(Scanner *scanner, TSLexer *lexer) {
  advance(lexer);
  if (lexer->lookahead != '<') return false;
  advance(lexer);
  if (lexer->lookahead == '-') advance(lexer);
  Word marker = read_word(lexer);
  lexer->mark_end(lexer);
  read_blanks(lexer);
  bool closed = marker.length > 0 && lexer->lookahead == '\n';
  if (closed) {
    advance(lexer);
    closed = read_to_marker(lexer, &marker);
  }
  if (scanner->size + marker.length + 2 > STACK_SIZE) return false;
  memcpy(&scanner->stack[scanner->size], marker.bytes, marker.length);
  scanner->size += marker.length;
  scanner->stack[scanner->size++] = (unsigned char)marker.length;
  scanner->stack[scanner->size++] = closed ? HEREDOC_OPENED : LOST_HEREDOC;
  return token(lexer, HEREDOC_START);
}

// Expressions and bodies. All of these begin at the first character that is not blank, with the end of the token marked
// before the blanks; so a token without width lies right behind what is unfinished.

static bool open_bracket(Scanner *scanner, TSLexer *lexer, Context context, enum TokenType type) {
  advance(lexer);
  lexer->mark_end(lexer);
  return push(scanner, context) && token(lexer, type);
}

static bool close_bracket(Scanner *scanner, TSLexer *lexer, enum TokenType type) {
  advance(lexer);
  lexer->mark_end(lexer);
  pop(scanner);
  return token(lexer, type);
}

static bool leave_unclosed(Scanner *scanner, TSLexer *lexer) {
  pop(scanner);
  return token(lexer, UNCLOSED);
}

static bool open_object(Scanner *scanner, TSLexer *lexer) {
  advance(lexer);
  lexer->mark_end(lexer);
  Context context = read_for(lexer) ? FOR_OBJECT : OBJECT;
  return push(scanner, context) && token(lexer, OBJECT_OPEN);
}

// The end of what is open inside of an expression, at a token that closes something around it. Before that, a value
// that is not there.
static bool scan_close(Scanner *scanner, TSLexer *lexer, bool may_be_absent) {
  Context context = top(scanner);
  switch (lexer->lookahead) {
    case ')':
      if (!is_open(scanner, PAREN)) return false;
      if (may_be_absent) return token(lexer, ABSENT);
      if (context == PAREN) return close_bracket(scanner, lexer, PAREN_CLOSE);
      return leave_unclosed(scanner, lexer);
    case ']':
      if (!is_open(scanner, BRACKET)) return false;
      if (may_be_absent) return token(lexer, ABSENT);
      if (context == BRACKET) return close_bracket(scanner, lexer, BRACKET_CLOSE);
      return leave_unclosed(scanner, lexer);
    default:
      if (may_be_absent) return token(lexer, ABSENT);
      switch (context) {
        case NOTHING:
          // Of a block, which is a token of the grammar.
          return false;
        case OBJECT:
        case FOR_OBJECT:
          return close_bracket(scanner, lexer, OBJECT_CLOSE);
        case SEQUENCE:
          return close_bracket(scanner, lexer, TEMPLATE_CLOSE);
        default:
          return leave_unclosed(scanner, lexer);
      }
  }
}

// At `~`, which only ends a template sequence.
static bool scan_strip_marker(Scanner *scanner, TSLexer *lexer, bool may_be_absent) {
  if (!is_open(scanner, SEQUENCE)) return false;
  advance(lexer);
  if (lexer->lookahead != '}') return false;
  if (may_be_absent) return token(lexer, ABSENT);
  return top(scanner) == SEQUENCE ? close_bracket(scanner, lexer, TEMPLATE_CLOSE) : leave_unclosed(scanner, lexer);
}

// At the line end, where one means something.
static bool scan_newline(TSLexer *lexer, bool in_header, bool may_be_absent) {
  if (may_be_absent) return token(lexer, ABSENT);
  while (is_blank(lexer->lookahead) || lexer->lookahead == '\n') {
    bool is_line_end = lexer->lookahead == '\n';
    advance(lexer);
    if (is_line_end) lexer->mark_end(lexer);
  }
  // No item starts with a brace: it belongs to the header on the line above.
  if (in_header && lexer->lookahead == '{') return false;
  return token(lexer, NEWLINE);
}

// Whether an item of a body starts here, at the start of a line, so that what is open has to end.
static bool read_outer_item(const Scanner *scanner, TSLexer *lexer) {
  Item item = read_item(lexer);
  return top(scanner) == FOR_OBJECT ? item == BLOCK_ITEM : item != NO_ITEM;
}

// Below an object that ended because a block starts here.
static bool scan_item_start(Scanner *scanner, TSLexer *lexer) {
  pop(scanner);
  Context context = top(scanner);
  if (context == NOTHING) return token(lexer, NEWLINE);
  if (is_heredoc(context)) {
    turn_to(scanner, HEREDOC_LINE);
    return scan_heredoc(scanner, lexer);
  }
  turn_to(scanner, ITEM_STARTS);
  return token(lexer, UNCLOSED);
}

static bool scan_code(Scanner *scanner, TSLexer *lexer, const bool *valid) {
  bool recovering = valid[ERROR_SENTINEL];
  bool may_be_absent = valid[ABSENT] && !recovering;
  Context context = top(scanner);

  while (is_blank(lexer->lookahead)) skip(lexer);
  if (lexer->lookahead == '\n') {
    if (context == NOTHING || context == OBJECT) {
      return scan_newline(lexer, valid[LABEL_OPEN] && !recovering, may_be_absent);
    }
    while (is_blank(lexer->lookahead) || lexer->lookahead == '\n') skip(lexer);
    if (is_name_start(lexer->lookahead)) {
      if (!read_outer_item(scanner, lexer)) return false;
      return may_be_absent ? token(lexer, ABSENT) : leave_unclosed(scanner, lexer);
    }
  }
  if (lexer->eof(lexer)) {
    if (may_be_absent) return token(lexer, ABSENT);
    if (context != NOTHING) return leave_unclosed(scanner, lexer);
    return valid[UNCLOSED] && !recovering && token(lexer, UNCLOSED);
  }

  switch (lexer->lookahead) {
    case '(':
      return valid[PAREN_OPEN] && open_bracket(scanner, lexer, PAREN, PAREN_OPEN);
    case '[':
      return valid[BRACKET_OPEN] && open_bracket(scanner, lexer, BRACKET, BRACKET_OPEN);
    case '{':
      // While recovering it is more likely that of a block, unless something is open.
      return valid[OBJECT_OPEN] && !(recovering && context == NOTHING) && open_object(scanner, lexer);
    case ')':
    case ']':
    case '}':
      return scan_close(scanner, lexer, may_be_absent);
    case '~':
      return scan_strip_marker(scanner, lexer, may_be_absent);
    case '"':
      if (valid[LABEL_OPEN] && !recovering) return open_bracket(scanner, lexer, LABEL, LABEL_OPEN);
      if (valid[QUOTE_OPEN]) return open_bracket(scanner, lexer, QUOTE, QUOTE_OPEN);
      // No value can stand here, so it closes the template around this sequence.
      return is_in_quotes(scanner) && leave_unclosed(scanner, lexer);
    case '<':
      return valid[HEREDOC_START] && scan_heredoc_start(scanner, lexer);
    default:
      if (context == OBJECT && valid[UNCLOSED] && read_item(lexer) == BLOCK_ITEM) {
        turn_to(scanner, ITEM_STARTS);
        return token(lexer, UNCLOSED);
      }
      // Behind an item, on its line. A header goes on instead: what looks like an item is a label.
      return context == NOTHING && valid[UNSEPARATED] && !valid[LABEL_OPEN] && read_item(lexer) != NO_ITEM &&
             token(lexer, UNSEPARATED);
  }
}

// The interface of tree-sitter

void *tree_sitter_schema_hcl_external_scanner_create(void) { return calloc(1, sizeof(Scanner)); }

void tree_sitter_schema_hcl_external_scanner_destroy(void *payload) { free(payload); }

unsigned tree_sitter_schema_hcl_external_scanner_serialize(void *payload, char *buffer) {
  const Scanner *scanner = payload;
  memcpy(buffer, scanner->stack, scanner->size);
  return scanner->size;
}

void tree_sitter_schema_hcl_external_scanner_deserialize(void *payload, const char *buffer, unsigned length) {
  Scanner *scanner = payload;
  scanner->size = length;
  if (length > 0) memcpy(scanner->stack, buffer, length);
}

bool tree_sitter_schema_hcl_external_scanner_scan(void *payload, TSLexer *lexer, const bool *valid) {
  Scanner *scanner = payload;
  lexer->mark_end(lexer);
  switch (top(scanner)) {
    case LABEL:
      return scan_label(scanner, lexer);
    case QUOTE:
      return scan_quoted(scanner, lexer);
    case HEREDOC_OPENED:
    case HEREDOC_LINE:
    case HEREDOC:
      return scan_heredoc(scanner, lexer);
    case LOST_HEREDOC:
      return scan_lost_heredoc(scanner, lexer);
    case ITEM_STARTS:
      return scan_item_start(scanner, lexer);
    default:
      return scan_code(scanner, lexer, valid);
  }
}
