//! Printing to stdout.
//!
//! What goes into a pipe or a file is what was made, to the byte: SQL and HCL of users hold any character. A terminal would
//! take some of them for orders, so it gets a sign in their place.

use std::io::{self, IsTerminal, Write};

use super::printable;

/// Print to stdout.
macro_rules! out {
    ($($arg:tt)*) => { $crate::output::write(format_args!($($arg)*)) };
}

/// Print a line to stdout.
macro_rules! outln {
    () => { $crate::output::write(format_args!("\n")) };
    ($($arg:tt)*) => { $crate::output::write(format_args!("{}\n", format_args!($($arg)*))) };
}

/// What `out!` and `outln!` print.
pub(crate) fn write(text: std::fmt::Arguments<'_>) {
    let mut stdout = io::stdout().lock();
    ended(match stdout.is_terminal() {
        true => stdout.write_all(printable(&text.to_string().replace("\r\n", "\n")).as_bytes()),
        false => stdout.write_fmt(text),
    });
}

/// Print what was coloured here and holds nothing else that steers a terminal; without colours where they are not wanted.
pub(crate) fn write_coloured(text: std::fmt::Arguments<'_>) {
    ended(anstream::stdout().lock().write_fmt(text));
}

/// Where nobody reads it any more, as behind `head`, there is nothing left to do.
fn ended(written: io::Result<()>) {
    if let Err(error) = written {
        if error.kind() != io::ErrorKind::BrokenPipe {
            anstream::eprintln!("error: the output cannot be written: {error}");
        }
        std::process::exit(2);
    }
}
