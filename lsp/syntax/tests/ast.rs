//! The typed view: what each accessor finds, in whole and in unfinished code.

use expect_test::{Expect, expect};
use syntax::ast::{Enclosing, Expr, Part, Step, Template};
use syntax::{TextSize, parse};

fn name(expr: Option<Expr<'_>>) -> String {
    expr.map_or("-".to_owned(), describe)
}

fn list<'a>(exprs: impl Iterator<Item = Expr<'a>>) -> String {
    exprs.map(describe).collect::<Vec<_>>().join(" ")
}

fn steps<'a>(steps: impl Iterator<Item = Step<'a>>) -> String {
    let step = |step| match step {
        Step::Attr { name, .. } => format!(".{}", name.map_or("-", |name| name.text)),
        Step::Index { expr, .. } => format!("[{}]", name(expr)),
        Step::AttrSplat { .. } => ".*".to_owned(),
        Step::FullSplat { .. } => "[*]".to_owned(),
    };
    steps.map(step).collect()
}

fn template(template: Template<'_>) -> String {
    let part = |part| match part {
        Part::Text { value, .. } => format!("{value:?}"),
        Part::Interpolation { expr, .. } => format!("${{{}}}", name(expr)),
        Part::Directive { kind, exprs, .. } => format!("%{{{kind:?} {}}}", list(exprs.into_iter())),
    };
    let parts: Vec<String> = template.parts().map(part).collect();
    let tag = template.tag().map(|tag| format!("<<{tag} ")).unwrap_or_default();
    format!("({tag}{})", parts.join(" "))
}

fn describe(expr: Expr<'_>) -> String {
    match expr {
        Expr::Literal(it) => format!("{:?}", it.kind()).to_lowercase() + ":" + it.text(),
        Expr::Template(it) => template(it),
        Expr::Path(it) => it.root().text.to_owned() + &steps(it.steps()),
        Expr::Access(it) => format!("({}){}", name(it.base()), steps(it.steps())),
        Expr::Call(it) => {
            let ellipsis = if it.has_ellipsis() { "..." } else { "" };
            format!("{}({}{ellipsis})", it.name().text, list(it.args()))
        }
        Expr::Tuple(it) => format!("[{}]", list(it.items())),
        Expr::Object(it) => {
            let entries = it.entries().map(|e| format!("{}={}", name(e.key()), name(e.value())));
            format!("{{{}}}", entries.collect::<Vec<_>>().join(" "))
        }
        Expr::For(it) => format!(
            "for(object={} key={} value={} in {}: {} => {} if {} grouping={})",
            it.is_object(),
            it.key_var().map_or("-", |name| name.text),
            it.value_var().map_or("-", |name| name.text),
            name(it.collection()),
            name(it.key_expr()),
            name(it.value_expr()),
            name(it.condition()),
            it.grouping(),
        ),
        Expr::Conditional(it) => {
            format!("({} ? {} : {})", name(it.condition()), name(it.then_branch()), name(it.else_branch()))
        }
        Expr::Binary(it) => {
            format!("({} {:?} {})", name(it.lhs()), it.op().unwrap(), name(it.rhs()))
        }
        Expr::Unary(it) => format!("({:?} {})", it.op(), name(it.operand())),
        Expr::Paren(it) => format!("({})", name(it.inner())),
    }
}

/// One expression a line.
fn check(lines: &str, expect: Expect) {
    let mut res = String::new();
    for line in lines.lines() {
        let text = format!("x = {}", line.trim());
        let tree = parse(&text);
        let attribute = tree.root(&text).attribute("x").unwrap();
        res += &name(attribute.value());
        if let Some(error) = tree.errors().first() {
            res += &format!("  # {}", error.message);
        }
        res += "\n";
    }
    expect.assert_eq(&res);
}

#[test]
fn operators() {
    check(
        "1 + 2 * 3 - 4\na && b || !c == d\n-a.b + -1\n(1 + 2) * 3\na ? b : c ? d : e\n1 +\n1e10 >= 1.5E-3\n!",
        expect![[r#"
            ((number:1 Add (number:2 Multiply number:3)) Subtract number:4)
            ((a And b) Or ((Not c) Equal d))
            ((Negate a.b) Add (Negate number:1))
            (((number:1 Add number:2)) Multiply number:3)
            (a ? b : (c ? d : e))
            (number:1 Add -)  # expected a value behind the operator
            (number:1e10 GreaterEqual number:1.5E-3)
            (Not -)  # expected a value behind the operator
        "#]],
    );
}

#[test]
fn paths() {
    check(
        "column.id\ntable[\"a b\"].column.x\nvar.list[0].y\na.*.b\na[*].b[c.d]\na.0.b\nschema.\na[]\nf(x).y[0]\ntrue\nnull.x\n\"s\"[0]",
        expect![[r#"
            column.id
            table[("a b")].column.x
            var.list[number:0].y
            a.*.b
            a[*].b[c.d]
            a.0.b
            schema.-  # expected a name behind `.`
            a[-]  # expected an index or `*` in the brackets
            (f(x)).y[number:0]
            true:true
            null.x
            (("s"))[number:0]
        "#]],
    );
}

#[test]
fn brackets() {
    check(
        "f()\np::f(1, a...)\n[1, 2,]\n[]\n{}\n{ a = 1, \"b\": 2 }\n{ (a) = }\n{ a }\nf(\n[1, 2\n[,]",
        expect![[r#"
            f()
            p::f(number:1 a...)
            [number:1 number:2]
            []
            {}
            {a=number:1 ("b")=number:2}
            {(a)=-}  # expected a value for the key
            {a=-}  # expected `=` and a value for the key
            f()  # this `(` is not closed; add `)`
            [number:1 number:2]  # this `[` is not closed; add `]`
            []  # expected a value
        "#]],
    );
}

#[test]
fn for_expressions() {
    check(
        "[for x in xs : x.y if x]\n{for k, v in f(m) : k => v... if v != 1}\n[for]\n[for x in]\n[for x in xs :]\n{for k, v in m : k =>}\n{for x in xs : x}",
        expect![[r#"
            for(object=false key=- value=x in xs: - => x.y if x grouping=false)
            for(object=true key=k value=v in f(m): k => v if (v NotEqual number:1) grouping=true)
            for(object=false key=- value=- in -: - => - if - grouping=false)  # expected a name for the items
            for(object=false key=- value=x in -: - => - if - grouping=false)  # expected a collection behind `in`
            for(object=false key=- value=x in xs: - => - if - grouping=false)  # expected the result for one item behind `:`
            for(object=true key=k value=v in m: k => - if - grouping=false)  # expected a value behind `=>`
            for(object=true key=- value=x in xs: x => - if - grouping=false)  # expected `=>` and a value for the key
        "#]],
    );
}

#[test]
fn templates() {
    check(
        r#""a\n\"\\\u00e9\U0001F600\t"
        "$${a} %%{b} $c %"
        "a${b.c}d${~ f(1) ~}"
        "%{ if a }x%{ else }y%{ endif }"
        "%{ for k, v in m ~}${v}%{ endfor }"
        ""
        "a${"b${c}"}"
        "\q\u12"
        "a
        "${
        "${a b}"
        "%{ if a }"
        "%{ endif }"#,
        expect![[r#"
            ("a\n\"\\é😀\t")
            ("${a} %{b} $c %")
            ("a" ${b.c} "d" ${f(number:1)})
            (%{Some(If) a} "x" %{Some(Else) } "y" %{Some(EndIf) })
            (%{Some(For) m} ${v} %{Some(EndFor) })
            ()
            ("a" ${("b" ${c})})
            ("\\q\\u12")  # unknown escape; write `\\` for a backslash
            ("a")  # this string is not closed; add `"`
            (${-})  # expected a value in the template
            (${a})  # expected `}` at the end of the template sequence
            (%{Some(If) a})  # an `if` directive is not closed; add `%{ endif }`
            (%{Some(EndIf) })  # this string is not closed; add `"`
        "#]],
    );
}

fn heredoc(text: &str) -> String {
    let tree = parse(text);
    let attribute = tree.root(text).attribute("x").unwrap();
    let res = name(attribute.value());
    let Some(Expr::Template(template)) = attribute.value() else { panic!("{res}") };
    format!(
        "{res} indented={} closed={} content={:?} errors={}",
        template.is_indented(),
        template.is_closed(),
        &text[template.content_range()],
        tree.errors().len()
    )
}

#[test]
fn heredocs() {
    let texts = [
        "x = <<EOT\n  a\n \\n b\n  EOT\n",
        "x = <<-EOT\n    a\n\n      b\n   \n    EOT\n",
        "x = <<-EOT\n\ta\n  ${b} c\n    d\nEOT\n",
        "x = <<-EOT\n  ${a}\n${b}\n  EOT\n",
        "x = <<EOT\n$${a} ${b}\r\nEOT \r\n",
        "x = <<EOT\nEOT\n",
        "x = <<EOT\na",
        "x = <<EOT\na\nEOT",
    ];
    let res: Vec<String> = texts.iter().map(|text| heredoc(text)).collect();
    expect![[r#"
        (<<EOT "  a\n \\n b\n") indented=false closed=true content="  a\n \\n b\n" errors=0
        (<<EOT "a\n\n  b\n   \n") indented=true closed=true content="    a\n\n      b\n   \n" errors=0
        (<<EOT "a\n " ${b} " c\n   d\n") indented=true closed=true content="\ta\n  ${b} c\n    d\n" errors=0
        (<<EOT "  " ${a} "\n" ${b} "\n") indented=true closed=true content="  ${a}\n${b}\n" errors=0
        (<<EOT "${a} " ${b} "\r\n") indented=false closed=true content="$${a} ${b}\r\n" errors=0
        (<<EOT ) indented=false closed=true content="" errors=0
        (<<EOT "a") indented=false closed=false content="a" errors=1
        (<<EOT "a\n") indented=false closed=true content="a\n" errors=1"#]]
    .assert_eq(&res.join("\n"));
}

#[test]
fn labels() {
    let text = "a \"b\\\"\" c \"\" \"d {\n}\n";
    let tree = parse(text);
    let block = tree.root(text).blocks().next().unwrap();
    let labels: Vec<String> = block
        .labels()
        .map(|label| {
            let (range, name) = (&text[label.range()], &text[label.name_range()]);
            let (value, quoted, closed) = (label.value(), label.is_quoted(), label.is_closed());
            format!("{value} {range} {name} quoted={quoted} closed={closed}")
        })
        .collect();
    expect![[r#"
        b" "b\"" b\" quoted=true closed=true
        c c c quoted=false closed=true
         ""  quoted=true closed=true
        d "d d quoted=true closed=false"#]]
    .assert_eq(&labels.join("\n"));
    assert_eq!(&text[block.header_range()], "a \"b\\\"\" c \"\" \"d");
    assert!(block.open_brace().is_some() && block.close_brace().is_some());
}

/// The links around `$0`.
fn path_at(text: &str) -> String {
    let at = text.find("$0").unwrap();
    let text = text.replace("$0", "");
    let tree = parse(&text);
    let path = tree.root(&text).path_at(TextSize::new(at as u32));
    let link = |link: &Enclosing<'_>| match link {
        Enclosing::Block(block) => block.keyword().text.to_owned(),
        Enclosing::Attribute(attribute) => format!("{}=", attribute.name().text),
        Enclosing::Expr(expr) => expr.text().to_owned(),
    };
    path.iter().map(link).collect::<Vec<_>>().join(" > ")
}

#[test]
fn what_is_around() {
    let cases = [
        "t {\n  a = f(b.$0c, d)\n}\n",
        "t {\n  c \"$0x\" {\n  }\n}\n",
        "t {\n  $0\n}\n",
        "t {\n  a = schema.$0\n  b {\n  }\n}\n",
        "t {\n  a = \"x${y.z$0}\"\n}\n",
        "t {\n  a = [1, $0]\n}\n",
        "$0t {\n}\n",
        "t {\n}$0\n",
        "a = 1\n$0",
        "t {\n  a = $0\n  b = 1\n}\n",
        "t {\n  a = 1 $0\n}\n",
        "t {\n  a = [b, $0\n  c = 1\n}\n",
        "t {\n  a = 1 + $0\n}\n",
        "t {\n  a = \"${ $0\n}\n",
        "t {\n  $0",
        "t {\n  b \"x\" {\n    a = 1\n    $0",
    ];
    let res: Vec<String> = cases.iter().map(|text| path_at(text)).collect();
    expect![[r#"
        t > a= > f(b.c, d) > b.c
        t > c
        t
        t > a= > schema.
        t > a= > "x${y.z}" > y.z
        t > a= > [1, ]
        t
        t

        t > a=
        t
        t > a= > [b,
        t > a= > 1 +
        t > a= > "${
        t
        t > b"#]]
    .assert_eq(&res.join("\n"));
}

/// Lines that are no item have a place too.
#[test]
fn error_items() {
    let text = "col\n= 1\ncolumn \"a\" {\n}\n";
    let tree = parse(text);
    let items: Vec<_> = tree.root(text).error_items().collect();
    assert_eq!(items.len(), 2);
    assert_eq!(items[0].lone_name().unwrap().text, "col");
    assert_eq!(items[1].lone_name(), None);
    expect![[r#"
        Body
          ErrorItem
            Ident "col"
          Newline "\n"
          ErrorItem
            Equals "="
            Whitespace " "
            Number "1"
          Newline "\n"
          Block
            Ident "column"
            Whitespace " "
            Label
              Quote "\""
              Text "a"
              Quote "\""
            Whitespace " "
            LeftBrace "{"
            Body
              Newline "\n"
            RightBrace "}"
          Newline "\n"
    "#]]
    .assert_eq(&format!("{:?}", tree.root_node(text)));
}
