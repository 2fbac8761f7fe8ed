//! Expressions and the values that they have.

use smol_str::SmolStr;
use syntax::ast::Expr;

use super::{Fuel, Scope, Value, evaluate};

/// `known` has a value and `unknown` has none.
struct Names;

impl Scope for Names {
    fn lookup(&self, segments: &[SmolStr]) -> Option<(Value, usize)> {
        match segments[0].as_str() {
            "known" => Some((Value::string("k"), 1)),
            "unknown" => Some((Value::Unknown, 1)),
            _ => None,
        }
    }
}

fn run(expr: &str) -> (Value, Fuel) {
    let text = format!("x = {expr}\n");
    let tree = syntax::parse(&text);
    let value: Option<Expr<'_>> = tree.root(&text).attributes().next().and_then(|attribute| attribute.value());
    let mut fuel = Fuel::default();
    let value = value.map_or(Value::Unknown, |value| evaluate(value, &Names, &mut fuel));
    (value, fuel)
}

fn shown(expr: &str) -> String {
    match run(expr).0 {
        Value::Unknown => "?".to_owned(),
        value => value.display(),
    }
}

#[test]
fn functions() {
    let table: &[(&str, &str)] = &[
        ("abs(-3)", "3"),
        ("alltrue([true, false])", "false"),
        ("can(upper(\"a\"))", "true"),
        ("ceil(1.2)", "2"),
        ("chomp(\"a\\n\")", "\"a\""),
        ("chunklist([1, 2, 3], 2)", "[[1, 2], [3]]"),
        ("chunklist([1], 0)", "?"),
        ("coalescelist([], [1])", "[1]"),
        ("compact([\"\", \"a\", null])", "[\"a\"]"),
        ("concat([1], [2, 3])", "[1, 2, 3]"),
        ("concat([1], \"a\")", "?"),
        ("contains([\"a\", unknown], \"a\")", "true"),
        ("contains([\"a\", unknown], \"b\")", "?"),
        ("csvdecode(\"a,b\\n1,\\\"x,\\\"\\\"y\\\"\\n\\n\")", "[{ a = \"1\", b = \"x,\\\"y\" }]"),
        ("csvdecode(\"a,b\\n1\")", "?"),
        ("csvdecode(\"a,a\\n1,2\")", "?"),
        ("distinct([1, 2, 1])", "[1, 2]"),
        ("element([1, 2], 3)", "2"),
        ("element([], 0)", "?"),
        ("empty([])", "true"),
        ("endswith(\"ab\", \"b\")", "true"),
        ("flatten([1, [2, [3]]])", "[1, 2, 3]"),
        ("floor(1.8)", "1"),
        ("format(\"%s-%d%%\", \"a\", 2)", "\"a-2%\""),
        ("format(\"%s\")", "?"),
        ("format(\"%s\", unknown)", "?"),
        ("formatdate(\"YYYY\", \"2020-01-01T00:00:00Z\")", "?"),
        ("formatlist(\"%s-%s\", [\"a\", \"b\"], \"x\")", "[\"a-x\", \"b-x\"]"),
        ("formatlist(\"%s\", [1], [2, 3])", "?"),
        ("indent(2, \"a\\nb\")", "\"a\\n  b\""),
        ("index({ a = 1 }, \"a\")", "1"),
        ("join(\",\", [\"a\", 1, true])", "\"a,1,true\""),
        ("jsondecode(\"{\\\"b\\\": [1, null], \\\"a\\\": 1.5}\")", "{ a = 1.5, b = [1, null] }"),
        ("jsondecode(\"{\")", "?"),
        (
            "jsonencode({ b = [1, null], a = \"<x>\" })",
            "\"{\\\"a\\\":\\\"\\\\u003cx\\\\u003e\\\",\\\"b\\\":[1,null]}\"",
        ),
        ("jsonencode([unknown])", "?"),
        ("keys({ b = 1, a = 2 })", "[\"a\", \"b\"]"),
        ("length(\"äb\")", "2"),
        ("log(8, 2)", "3"),
        ("lower(\"AB\")", "\"ab\""),
        ("max(1, 3, 2)", "3"),
        ("max()", "?"),
        ("merge({ a = 1 }, { a = 2, b = 3 })", "{ a = 2, b = 3 }"),
        ("min(1, \"a\")", "?"),
        ("parseint(\"ff\", 16)", "255"),
        ("parseint(\"zz\", 1)", "?"),
        ("pow(2, 10)", "1024"),
        ("print(1)", "1"),
        ("range(3)", "[0, 1, 2]"),
        ("range(3, 0)", "[3, 2, 1]"),
        ("range(0, 1, 0)", "?"),
        ("range(1000000000000)", "?"),
        ("range(170141183460469231731687303715884105720, 170141183460469231731687303715884105727, 100)", "?"),
        ("regex(\"[0-9]+\", \"ab12c3\")", "\"12\""),
        ("regex(\"(a)(x)?\", \"ab\")", "[\"a\", null]"),
        ("regex(\"(?P<first>.)(?P<second>.)\", \"ab\")", "{ first = \"a\", second = \"b\" }"),
        ("regex(\"x\", \"ab\")", "?"),
        ("regex(\"(\", \"ab\")", "?"),
        ("regexall(\"[0-9]\", \"a1b2\")", "[\"1\", \"2\"]"),
        ("regexall(\"x\", \"a\")", "[]"),
        ("regexpescape(\"a.b\")", "\"a\\\\.b\""),
        ("regexreplace(\"a1b2\", \"([0-9])\", \"<$1>\")", "\"a<1>b<2>\""),
        ("replace(\"aba\", \"a\", \"x\")", "\"xbx\""),
        ("reverse([1, 2])", "[2, 1]"),
        ("setintersection([1, 2], [2, 3])", "[2]"),
        ("setintersection([1, 2], [unknown])", "?"),
        ("setproduct([1, 2], [\"a\", \"b\"])", "[[1, \"a\"], [1, \"b\"], [2, \"a\"], [2, \"b\"]]"),
        ("setproduct([1], [])", "[]"),
        ("setproduct([1])", "?"),
        ("setproduct(range(1000), range(1000))", "?"),
        ("setsubtract([1, 2], [2])", "[1]"),
        ("setunion([1], [1, 2])", "[1, 2]"),
        ("signum(-2)", "-1"),
        ("slice([1, 2, 3], 1, 2)", "[2]"),
        ("slice([1], 1, 5)", "?"),
        ("slice([1, 2], 2, 1)", "?"),
        ("sort([\"b\", \"a\"])", "[\"a\", \"b\"]"),
        ("split(\",\", \"a,b\")", "[\"a\", \"b\"]"),
        ("sql(\"now()\")", "sql(\"now()\")"),
        ("startswith(\"ab\", \"a\")", "true"),
        ("strrev(\"ab\")", "\"ba\""),
        ("substr(\"hello\", 1, 3)", "\"ell\""),
        ("substr(\"hello\", -2, -1)", "\"lo\""),
        ("substr(\"hello\", 1, 170141183460469231731687303715884105727)", "\"ello\""),
        ("timeadd(\"2020-01-01T00:00:00Z\", \"1h\")", "?"),
        ("title(\"hello world\")", "\"Hello World\""),
        ("tobool(\"true\")", "true"),
        ("tobool(\"yes\")", "?"),
        ("tolist([1])", "[1]"),
        ("tonumber(\"12\")", "12"),
        ("tonumber(\"x\")", "?"),
        ("toset([1, 1])", "[1]"),
        ("tostring(12)", "\"12\""),
        ("trim(\"xax\", \"x\")", "\"a\""),
        ("trimprefix(\"ab\", \"a\")", "\"b\""),
        ("trimspace(\" a \")", "\"a\""),
        ("trimsuffix(\"ab\", \"b\")", "\"a\""),
        ("try(unknown, 1)", "?"),
        ("upper(known)", "\"K\""),
        ("upper(unknown)", "?"),
        ("upper(1, 2)", "?"),
        ("urlescape(\"a b&c\")", "\"a+b%26c\""),
        ("urlqueryset(\"postgres://h/d?z=1&a=2\", \"z\", \"x y\")", "\"postgres://h/d?a=2&z=x+y\""),
        ("urlqueryset(\"not a url\", \"z\", \"x\")", "?"),
        ("urlsetpath(\"postgres://h:5432/d?a=2\", \"e\")", "\"postgres://h:5432/e?a=2\""),
        ("urluserinfo(\"postgres://h/d\", \"u\", \"p@ss\")", "\"postgres://u:p%40ss@h/d\""),
        ("urluserinfo(\"postgres://old:pw@h/d\", \"u\")", "\"postgres://u@h/d\""),
        ("values({ b = 1, a = 2 })", "[2, 1]"),
        ("yamldecode(\"a: 1\")", "?"),
        ("zipmap([\"a\"], [1])", "{ a = 1 }"),
        ("zipmap([\"a\"], [])", "?"),
        ("nothing(1)", "?"),
    ];
    let wrong: Vec<String> = table
        .iter()
        .filter(|(expr, expected)| shown(expr) != *expected)
        .map(|(expr, expected)| format!("{expr}: {} instead of {expected}", shown(expr)))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn operators_do_not_overflow() {
    let least = "(-170141183460469231731687303715884105727 - 1)";
    assert_eq!(shown(&format!("{least} / -1 > 0")), "true");
    assert_eq!(shown("1 / 0"), "?");
    assert_eq!(shown("1 % 0"), "?");
    assert_eq!(shown("7 / 2"), "3.5");
}

#[test]
fn much_from_little_is_unknown() {
    let mut text = "\"aaaaaaaaaa\"".to_owned();
    for _ in 0..30 {
        text = format!("replace({text}, \"a\", \"aaaaaaaaaa\")");
    }
    assert_eq!(shown(&text), "?");
    let list = "[for i in range(1000) : join(\",\", range(1000))]";
    assert_eq!(shown(&format!("join(\",\", {list})")), "?");
}

#[test]
fn what_is_shared_weighs_as_a_tree() {
    // Sixteen lists in memory, ten to the sixteenth to whoever walks them.
    let nested = |depth: usize| {
        let mut value = "range(10)".to_owned();
        for _ in 1..depth {
            value = format!("[for shared in [{value}] : [for i in range(10) : shared]][0]");
        }
        run(&value)
    };
    assert!(nested(4).0.is_known());
    let (value, fuel) = nested(16);
    assert!(fuel.is_spent() && value.is_unknown());
}

#[test]
fn functions_take_fuel() {
    let words = "[for i in range(1000) : [for j in range(1000) : WORDS]]";
    for costly in [
        "distinct(range(1000))",
        "setunion(range(500), range(500))",
        "regex(\"a+\", \"aaa\")",
        "join(\"\", range(1000))",
    ] {
        assert!(run(&words.replace("WORDS", costly)).1.is_spent(), "{costly}");
        assert!(!run(costly).1.is_spent(), "{costly}");
    }
}

#[test]
fn long_paths_need_no_stack() {
    let steps = ".a".repeat(100_000);
    assert_eq!(shown(&format!("unknown{steps}")), "?");
    assert_eq!(shown(&format!("{{ a = 1 }}{steps}")), "?");
    let splats = "[*]".repeat(100_000);
    assert!(run(&format!("known{splats}")).1.is_spent());
}

#[test]
fn objects_keep_the_order_of_their_keys() {
    assert_eq!(shown("{ b = 1, a = 2, b = 3 }"), "{ b = 3, a = 2 }");
    assert_eq!(shown("{ for s in [\"b\", \"a\", \"b\"] : s => length(s)... }"), "{ b = [1, 1], a = [1] }");
    let many = "{ for s in setproduct(range(100), range(100)) : join(\"-\", s) => 1 }";
    assert_eq!(shown(&format!("length({many})")), "10000");
}

#[test]
fn fuel_runs_out() {
    let (value, fuel) = run("[for i in range(1000) : [for j in range(1000) : i * j]]");
    assert!(fuel.is_spent() && !value.is_known());
    let (value, fuel) = run(&format!("{}1{}", "[".repeat(100), "]".repeat(100)));
    assert!(fuel.is_spent() && !value.is_known());
    assert!(!run("range(10)").1.is_spent());
}
