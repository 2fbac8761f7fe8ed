//! Why a name is not changed.

use std::fmt;

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RenameError {
    /// The cursor is on nothing that has a name of its own.
    NoName,
    /// The new name is empty or has line ends.
    Unwritable,
    /// Attributes have no quotes around their names.
    NotAWord {
        address: String,
    },
    Taken {
        address: String,
        file: String,
    },
    /// The names of copies come from `for_each`.
    Copied {
        address: String,
    },
    /// The declaration, or a label that goes with it, cannot be read for sure.
    Broken {
        address: String,
    },
    /// Several blocks have the old name, and a reference does not tell which one is meant.
    Ambiguous {
        reference: String,
        file: String,
    },
    /// In another module a reference means another block.
    Shared {
        reference: String,
        file: String,
        module: String,
    },
    /// With the new name a reference would mean something else.
    Captured {
        reference: String,
        file: String,
    },
    /// The project file gives a variable its value by name.
    Given {
        name: String,
    },
    /// A plan would drop the schema with all that is in it: no statement renames one.
    Lost {
        address: String,
    },
    /// A plan would drop what had the old name: the block stands behind something on its line, has copies, or its name
    /// does not fit a comment.
    Unrecordable {
        address: String,
    },
}

impl fmt::Display for RenameError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            RenameError::NoName => write!(f, "there is no name here that can be changed"),
            RenameError::Unwritable => write!(f, "a name has at least one character and no line ends"),
            RenameError::NotAWord { address } => {
                write!(f, "`{address}` needs a name of letters, digits, `_` and `-` that starts with a letter or `_`")
            }
            RenameError::Taken { address, file } => {
                write!(f, "`{address}` is already declared in `{file}`; choose another name")
            }
            RenameError::Copied { address } => {
                write!(f, "`{address}` is copied by `for_each`, which tells its names; change them there")
            }
            RenameError::Broken { address } => {
                write!(f, "`{address}` has a syntax error, so its name is not certain; mend it first")
            }
            RenameError::Ambiguous { reference, file } => write!(
                f,
                "several blocks have this name, and `{reference}` in `{file}` does not say which one it means; tell them apart first"
            ),
            RenameError::Shared { reference, file, module } => write!(
                f,
                "`{reference}` in `{file}` means another block in {module}, which would no longer be found; rename by hand"
            ),
            RenameError::Captured { reference, file } => {
                write!(f, "`{reference}` in `{file}` would mean something else; choose another name")
            }
            RenameError::Given { name } => write!(
                f,
                "`atlas.hcl` gives the variable `{name}` its value by that name; rename by hand in both places"
            ),
            RenameError::Lost { address } => write!(
                f,
                "no plan renames a schema: it would drop `{address}` with everything in it; rename it in the database and in the files by hand"
            ),
            RenameError::Unrecordable { address } => write!(
                f,
                "a plan would drop `{address}`, since no comment above it can record its old name; rename by hand, also in a migration"
            ),
        }
    }
}

impl std::error::Error for RenameError {}
