/**
 * The native syntax of HCL, as its specification has it, and what it looks like while somebody types.
 *
 * Three rules make a half-typed file keep its blocks:
 *
 * - A line end is a token. It separates the items of a body, so a line that is not finished ends there.
 * - What is not written yet has a node of no width: `absent` stands for a value or a name, `unclosed` for a closing
 *   bracket, quote or marker, `unseparated` for a line end between two items. They come from the scanner, which looks at
 *   what follows; valid text has none of them.
 * - Brackets of expressions are tokens of the scanner, which knows what is open. Braces of blocks are not: outside
 *   of expressions its state is empty, whatever is open, so that an edit far above leaves all blocks below reusable.
 *
 * @see https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md
 */

/// <reference types="tree-sitter-cli/dsl" />
// @ts-check

// From the loosest to the tightest, as the specification orders them.
const PRECEDENCE = {
  conditional: 1,
  or: 2,
  and: 3,
  equality: 4,
  comparison: 5,
  sum: 6,
  product: 7,
  unary: 8,
  step: 9,
};

/** @type {[number, RuleOrLiteral][]} */
const OPERATORS = [
  [PRECEDENCE.or, '||'],
  [PRECEDENCE.and, '&&'],
  [PRECEDENCE.equality, choice('==', '!=')],
  [PRECEDENCE.comparison, choice('<', '<=', '>', '>=')],
  [PRECEDENCE.sum, choice('+', '-')],
  [PRECEDENCE.product, choice('*', '/', '%')],
];

/** @param {RuleOrLiteral} rule */
const commaSeparated = rule => seq(rule, repeat(seq(',', rule)));

module.exports = grammar({
  name: 'schema_hcl',

  word: $ => $.identifier,

  extras: $ => [/[ \t\r\n\u{FEFF}]/u, $.comment],

  // In the order of `enum TokenType` in src/scanner.c.
  externals: $ => [
    $._newline,
    $.absent,
    $.unclosed,
    $.unseparated,
    $._object_open,
    $._object_close,
    $._bracket_open,
    $._bracket_close,
    $._paren_open,
    $._paren_close,
    $._label_open,
    $._quote_open,
    $._quote_close,
    $.heredoc_start,
    $.heredoc_end,
    $._text,
    $.escape_sequence,
    $._interpolation_open,
    $._directive_open,
    $._template_close,
    // Never used: valid only while the parser recovers from an error.
    $._error_sentinel,
  ],

  supertypes: $ => [$.expression],

  // A rule of its own would hide from an operator how tight the one before it binds.
  inline: $ => [$._operand],

  rules: {
    // Bodies

    source_file: $ => seq(
      optional($.body),
      repeat(seq($.unopened, optional($.body))),
    ),

    // A brace too many. It closes nothing, and what follows goes on at the top.
    unopened: _ => '}',

    body: $ => choice(
      repeat1($._line_end),
      seq(
        repeat($._line_end),
        $._item,
        repeat(seq(choice(repeat1($._line_end), $.unseparated), $._item)),
        repeat($._line_end),
      ),
    ),

    _line_end: $ => alias($._newline, '\n'),

    _item: $ => choice($.attribute, $.block, $.unfinished),

    attribute: $ => seq(
      field('name', $.identifier),
      '=',
      field('value', $._operand),
    ),

    block: $ => seq(
      field('type', $.identifier),
      choice(
        seq(repeat1(field('label', $.label)), optional($._braces)),
        $._braces,
      ),
    ),

    _braces: $ => seq('{', field('body', optional($.body)), choice('}', $.unclosed)),

    label: $ => choice(
      $.identifier,
      seq(alias($._label_open, '"'), optional($.text), $._end_of_quotes),
    ),

    // A word that is neither an attribute nor a block yet.
    unfinished: $ => $.identifier,

    // Expressions

    // Where a value has to be.
    _operand: $ => choice($.expression, $.absent),

    expression: $ => choice(
      $.conditional,
      $.binary_operation,
      $.unary_operation,
      $._term,
    ),

    conditional: $ => prec.right(PRECEDENCE.conditional, seq(
      field('condition', $.expression),
      '?',
      field('consequence', $._operand),
      choice(seq(':', field('alternative', $._operand)), field('alternative', $.absent)),
    )),

    binary_operation: $ => choice(...OPERATORS.map(([precedence, operator]) =>
      prec.left(precedence, seq(
        field('left', $.expression),
        field('operator', operator),
        field('right', $._operand),
      )))),

    unary_operation: $ => prec(PRECEDENCE.unary, seq(
      field('operator', choice('-', '!')),
      field('operand', $._operand),
    )),

    _term: $ => choice(
      $.number,
      $.boolean,
      $.null,
      $.string,
      $.heredoc,
      $.variable,
      $.function_call,
      $.tuple,
      $.object,
      $.for_tuple,
      $.for_object,
      $.parenthesized,
      $.get_attribute,
      $.index,
      $.splat,
    ),

    variable: $ => prec(-1, $.identifier),

    function_call: $ => choice(
      seq(field('name', $.identifier), $.arguments),
      seq(field('name', $.scoped_identifier), choice($.arguments, $.absent)),
    ),

    scoped_identifier: $ => seq($.identifier, repeat1(seq('::', choice($.identifier, $.absent)))),

    arguments: $ => seq(
      alias($._paren_open, '('),
      optional(seq(commaSeparated($.expression), optional(choice(',', '...')))),
      $._end_of_paren,
    ),

    parenthesized: $ => seq(alias($._paren_open, '('), $._operand, $._end_of_paren),

    tuple: $ => seq(
      alias($._bracket_open, '['),
      optional(seq(commaSeparated($.expression), optional(','))),
      $._end_of_bracket,
    ),

    object: $ => seq(
      alias($._object_open, '{'),
      repeat($._line_end),
      optional(seq(
        $.object_element,
        repeat(seq($._separator, $.object_element)),
        optional($._separator),
      )),
      $._end_of_object,
    ),

    _separator: $ => choice(
      seq(',', repeat($._line_end)),
      repeat1($._line_end),
    ),

    object_element: $ => seq(
      field('key', choice($.identifier, $.expression)),
      choice(seq(choice('=', ':'), field('value', $._operand)), $.absent),
    ),

    for_tuple: $ => seq(
      alias($._bracket_open, '['),
      $.for_intro,
      choice($.absent, seq(':', field('value', $._operand), optional($.for_condition))),
      $._end_of_bracket,
    ),

    for_object: $ => seq(
      alias($._object_open, '{'),
      $.for_intro,
      choice($.absent, seq(
        ':',
        field('key', $.expression),
        choice($.absent, seq(
          '=>',
          field('value', $._operand),
          optional($.grouping),
          optional($.for_condition),
        )),
      )),
      $._end_of_object,
    ),

    for_intro: $ => seq('for', $._for_clause),

    // Of a for expression and of a for directive.
    _for_clause: $ => choice(
      $.absent,
      seq(
        field('variable', $.identifier),
        optional(seq(',', field('variable', choice($.identifier, $.absent)))),
        choice($.absent, seq('in', field('collection', $._operand))),
      ),
    ),

    grouping: _ => '...',

    for_condition: $ => seq('if', $._operand),

    get_attribute: $ => prec.left(PRECEDENCE.step, seq(
      field('object', $._term),
      '.',
      field('name', choice($.identifier, $.legacy_index, $.absent)),
    )),

    // `a.0`, which means `a[0]`.
    legacy_index: _ => /[0-9]+(\.[0-9]+)*/,

    index: $ => prec.left(PRECEDENCE.step, seq(
      field('object', $._term),
      alias($._bracket_open, '['),
      field('index', $._operand),
      $._end_of_bracket,
    )),

    splat: $ => prec.left(PRECEDENCE.step, seq(
      field('object', $._term),
      choice(
        seq('.', '*'),
        seq(alias($._bracket_open, '['), '*', $._end_of_bracket),
      ),
    )),

    _end_of_paren: $ => choice(alias($._paren_close, ')'), $.unclosed),
    _end_of_bracket: $ => choice(alias($._bracket_close, ']'), $.unclosed),
    _end_of_object: $ => choice(alias($._object_close, '}'), $.unclosed),

    number: _ => /[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?/,
    boolean: _ => choice('true', 'false'),
    null: _ => 'null',

    // Templates

    string: $ => seq(
      alias($._quote_open, '"'),
      repeat($._template_part),
      $._end_of_quotes,
    ),

    heredoc: $ => seq(
      $.heredoc_start,
      repeat($._template_part),
      choice($.heredoc_end, $.unclosed),
    ),

    _end_of_quotes: $ => choice(alias($._quote_close, '"'), $.unclosed),

    text: $ => prec.right(repeat1($._text)),

    _template_part: $ => choice($.text, $.escape_sequence, $.interpolation, $.directive),

    interpolation: $ => seq(
      alias($._interpolation_open, '${'),
      $._operand,
      $._end_of_sequence,
    ),

    directive: $ => seq(
      alias($._directive_open, '%{'),
      choice(
        seq('if', $._operand),
        'else',
        'endif',
        seq('for', $._for_clause),
        'endfor',
        $.absent,
      ),
      $._end_of_sequence,
    ),

    _end_of_sequence: $ => choice(alias($._template_close, '}'), $.unclosed),

    // Words and comments

    identifier: _ => /[\p{ID_Start}_][\p{ID_Continue}\-]*/u,

    comment: _ => token(choice(
      seq('#', /[^\n]*/),
      seq('//', /[^\n]*/),
      seq('/*', /[^*]*\*+([^/*][^*]*\*+)*/, '/'),
    )),
  },
});
