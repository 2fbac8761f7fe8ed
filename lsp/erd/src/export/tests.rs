//! Every format with names that mean something in it.
