//! Whether another process still runs.

/// Whether the process runs; `None` where the system offers no safe way to ask.
#[cfg(unix)]
pub fn is_alive(id: u32) -> Option<bool> {
    use rustix::io::Errno;
    use rustix::process::{Pid, test_kill_process};

    let pid = Pid::from_raw(i32::try_from(id).ok()?)?;
    // A process of another user answers "not permitted", and is alive.
    Some(!matches!(test_kill_process(pid), Err(Errno::SRCH)))
}

/// Whether the process runs; `None` where the system offers no safe way to ask.
#[cfg(not(unix))]
pub fn is_alive(_id: u32) -> Option<bool> {
    None
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;

    #[test]
    fn knows_the_living() {
        assert_eq!(is_alive(std::process::id()), Some(true));
        let mut child = std::process::Command::new("true").spawn().unwrap();
        let id = child.id();
        child.wait().unwrap();
        assert_eq!(is_alive(id), Some(false));
    }
}
