//! The new name in every reference, each of which must mean the same as before.

use project::path::Segment;
use project::resolve::{Outcome, Place, Resolution, Scope};
use project::{BlockAt, Module, Snapshot};
use syntax::ast;

use super::{Edits, RenameError, Target, conflict, spelling};
use crate::cursor::each_path;
use crate::references::users;

pub(super) fn rename(target: &Target<'_>, edits: &mut Edits) -> Result<(), RenameError> {
    let Target { snapshot, declaration, new_name } = target;
    for module in &declaration.modules {
        leave_others(target, *module)?;
        let has_twin = conflict::has_twin(target, *module);
        for at in users(snapshot, *module, &declaration.place) {
            each_reference(snapshot, *module, &at, &mut |reference| {
                if let Outcome::Ambiguous { blocks } = &reference.resolution.outcome
                    && blocks.contains(&declaration.place.block)
                {
                    return Err(reference.ambiguous());
                }
                let Some(used) = reference.leads_to(&declaration.place) else { return Ok(()) };
                if has_twin {
                    return Err(reference.ambiguous());
                }
                reference.rename(used - 1, used, new_name, edits)
            })?;
        }
    }
    Ok(())
}

/// Another schema may have the new name already: a reference to what is there would then mean either.
fn leave_others(target: &Target<'_>, module: Module) -> Result<(), RenameError> {
    let Target { snapshot, declaration, .. } = target;
    if !declaration.place.path.is_empty() || declaration.place.attribute.is_some() {
        return Ok(());
    }
    for other in conflict::named_alike(target, module).map(Place::of) {
        for at in users(snapshot, module, &other) {
            each_reference(snapshot, module, &at, &mut |reference| match reference.leads_to(&other) {
                Some(_) => Err(RenameError::Captured { reference: reference.text(), file: reference.file() }),
                None => Ok(()),
            })?;
        }
    }
    Ok(())
}

/// A path in a block of a module.
pub(super) struct Reference<'a, 't> {
    snapshot: &'a Snapshot,
    module: Module,
    at: &'a BlockAt,
    scope: Scope,
    path: ast::Path<'t>,
    segments: &'a [Segment],
    pub(super) resolution: Resolution,
}

/// Visit the paths of a block until one is an error.
pub(super) fn each_reference(
    snapshot: &Snapshot,
    module: Module,
    at: &BlockAt,
    visit: &mut dyn FnMut(&Reference<'_, '_>) -> Result<(), RenameError>,
) -> Result<(), RenameError> {
    let tree = syntax::parse(&at.text);
    let mut res = Ok(());
    each_path(tree.root(&at.text), &mut |scope_path, path, static_path| {
        if res.is_err() {
            return;
        }
        let scope = Scope { block: at.block, path: scope_path.into() };
        let segments = &static_path.segments;
        let resolution = snapshot.resolve(module, Some(&scope), segments);
        res = visit(&Reference { snapshot, module, at, scope, path, segments, resolution });
    });
    res
}

impl Reference<'_, '_> {
    /// The number of segments that lead to a place.
    pub(super) fn leads_to(&self, place: &Place) -> Option<usize> {
        self.resolution.places.iter().find(|(_, reached)| reached == place).map(|(used, _)| *used)
    }

    /// Write a name as one of the `used` segments that lead to what is meant.
    pub(super) fn rename(&self, segment: usize, used: usize, name: &str, edits: &mut Edits) -> Result<(), RenameError> {
        let meant = self.resolution.places.iter().find(|(n, _)| *n == used).map(|(_, place)| place);
        for other in self.snapshot.modules_of(self.at.file).iter().filter(|other| **other != self.module) {
            let resolution = self.snapshot.resolve(*other, Some(&self.scope), self.segments);
            if at_depth(&resolution, used, |place| Some(place) != meant) {
                let module = self.snapshot.spec(*other).title();
                return Err(RenameError::Shared { reference: self.text(), file: self.file(), module });
            }
        }
        let mut renamed = self.segments.to_vec();
        renamed[segment].text = name.into();
        let resolution = self.snapshot.resolve(self.module, Some(&self.scope), &renamed);
        if at_depth(&resolution, used, |_| true) {
            let reference = renamed.iter().map(|segment| segment.text.as_str()).collect::<Vec<_>>().join(".");
            return Err(RenameError::Captured { reference, file: self.file() });
        }
        if let Some((range, text)) = spelling::segment(self.path, segment, name) {
            edits.add(self.at.file, (range + self.at.start, text));
        }
        Ok(())
    }

    fn ambiguous(&self) -> RenameError {
        RenameError::Ambiguous { reference: self.text(), file: self.file() }
    }

    fn text(&self) -> String {
        self.path.text().to_owned()
    }

    fn file(&self) -> String {
        super::conflict::file_name(self.snapshot, self.at.file)
    }
}

/// Whether a path reaches, by that many segments, a place that is asked for, or one of several.
fn at_depth(resolution: &Resolution, used: usize, is_wanted: impl Fn(&Place) -> bool) -> bool {
    let is_ambiguous = matches!(resolution.outcome, Outcome::Ambiguous { .. });
    is_ambiguous || resolution.places.iter().any(|(n, place)| *n == used && is_wanted(place))
}
