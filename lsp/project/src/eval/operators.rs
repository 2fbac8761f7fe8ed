//! Operators over known values; anything else is unknown.

use syntax::ast::{BinaryOp, UnaryOp};

use super::{Number, Value};

pub(super) fn unary(op: UnaryOp, operand: &Value) -> Value {
    match (op, operand) {
        (UnaryOp::Not, Value::Bool(value)) => Value::Bool(!value),
        (UnaryOp::Negate, Value::Number(Number::Int(int))) => {
            int.checked_neg().map_or(Value::Unknown, |int| Value::Number(Number::Int(int)))
        }
        (UnaryOp::Negate, Value::Number(Number::Float(float))) => Value::Number(Number::Float(-float)),
        _ => Value::Unknown,
    }
}

pub(super) fn binary(op: BinaryOp, lhs: &Value, rhs: &Value) -> Value {
    match (op, lhs, rhs) {
        (BinaryOp::And, Value::Bool(false), _) | (BinaryOp::And, _, Value::Bool(false)) => Value::Bool(false),
        (BinaryOp::Or, Value::Bool(true), _) | (BinaryOp::Or, _, Value::Bool(true)) => Value::Bool(true),
        (BinaryOp::And | BinaryOp::Or, Value::Bool(a), Value::Bool(b)) => {
            Value::Bool(if op == BinaryOp::And { *a && *b } else { *a || *b })
        }
        (BinaryOp::Equal | BinaryOp::NotEqual, a, b) if a.is_known() && b.is_known() => {
            Value::Bool((a == b) == (op == BinaryOp::Equal))
        }
        (_, Value::Number(a), Value::Number(b)) => numbers(op, *a, *b),
        _ => Value::Unknown,
    }
}

fn numbers(op: BinaryOp, a: Number, b: Number) -> Value {
    let (x, y) = (a.to_float(), b.to_float());
    match op {
        BinaryOp::Less => return Value::Bool(x < y),
        BinaryOp::LessEqual => return Value::Bool(x <= y),
        BinaryOp::Greater => return Value::Bool(x > y),
        BinaryOp::GreaterEqual => return Value::Bool(x >= y),
        _ => {}
    }
    if let (Number::Int(a), Number::Int(b)) = (a, b) {
        let exact = match op {
            BinaryOp::Add => a.checked_add(b),
            BinaryOp::Subtract => a.checked_sub(b),
            BinaryOp::Multiply => a.checked_mul(b),
            BinaryOp::Remainder => a.checked_rem(b),
            BinaryOp::Divide if a.checked_rem(b) == Some(0) => a.checked_div(b),
            _ => None,
        };
        if let Some(int) = exact {
            return Value::Number(Number::Int(int));
        }
    }
    let float = match op {
        BinaryOp::Add => x + y,
        BinaryOp::Subtract => x - y,
        BinaryOp::Multiply => x * y,
        BinaryOp::Divide if y != 0.0 => x / y,
        BinaryOp::Remainder if y != 0.0 => x % y,
        _ => return Value::Unknown,
    };
    if float.is_finite() { Value::Number(Number::from_float(float)) } else { Value::Unknown }
}
