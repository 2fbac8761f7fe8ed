//! Printing to stdout.

use std::io::Write;

/// Print to stdout.
macro_rules! out {
    ($($arg:tt)*) => { $crate::output::write(format_args!($($arg)*)) };
}

/// Print a line to stdout.
macro_rules! outln {
    () => { $crate::output::write(format_args!("\n")) };
    ($($arg:tt)*) => { $crate::output::write(format_args!("{}\n", format_args!($($arg)*))) };
}

/// What `out!` and `outln!` print. Where nobody reads it any more, as behind `head`, there is nothing left to do.
pub(crate) fn write(text: std::fmt::Arguments<'_>) {
    if let Err(error) = anstream::stdout().lock().write_fmt(text) {
        if error.kind() != std::io::ErrorKind::BrokenPipe {
            anstream::eprintln!("error: the output cannot be written: {error}");
        }
        std::process::exit(2);
    }
}
