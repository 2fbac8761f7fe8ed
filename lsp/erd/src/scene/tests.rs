//! Scenes of small schemas.
