//! A picture that follows its schema: whoever saw an older version of it gets the cards and lines that changed since.
//!
//! Each piece carries its drawing, in which colours are names of variables: the viewer gives them values, and draws nothing
//! by itself.

use super::json::{array, card, dependency, edge, head, object, text};
use super::svg;
use super::versions::Versions;
use crate::scene::{Drawn, Scene};
use crate::theme::Colours;

/// A scene with what changed in it, and when.
#[derive(Clone, Debug)]
pub struct Live {
    scene: Scene,
    head: String,
    cards: Versions,
    edges: Versions,
}

impl Live {
    /// The first picture. Versions only ever grow, so that one of an older picture is never taken for one of this.
    pub fn new(scene: Scene, version: u64) -> Live {
        let (cards, edges) = (Versions::new(version), Versions::new(version));
        let mut live = Live { head: String::new(), cards, edges, scene: scene.clone() };
        live.show(scene, version);
        live
    }

    /// The picture now.
    pub fn scene(&self) -> &Scene {
        &self.scene
    }

    /// Shows the next picture; tells whether it is another one.
    pub fn show(&mut self, scene: Scene, version: u64) -> bool {
        let colours = Colours::variables();
        let relations = svg::Relations::of(&scene);
        let cards = scene.cards.iter().enumerate().map(|(at, one)| {
            let mut parts = card(&scene, one);
            let mut drawing = String::new();
            svg::write_card(&mut drawing, &scene, at, &relations, &colours);
            let comments = one.comments.iter().map(|(name, comment)| (name.as_str(), text(comment)));
            parts.extend([
                ("beyond", one.beyond.to_string()),
                ("comments", object(&comments.collect::<Vec<_>>())),
                ("label", text(&relations.label(&scene, at))),
                ("svg", text(drawing.trim_end())),
            ]);
            (one.id.clone(), object(&parts))
        });
        let cards: Vec<_> = cards.collect();
        let edges = scene.edges.iter().map(|one| {
            let mut parts = edge(&scene, one);
            let mut drawing = String::new();
            svg::write_line(&mut drawing, &scene, one, &colours);
            if let Drawn::Broken { width, .. } | Drawn::Chip { width, .. } = one.drawn {
                parts.push(("width", width.to_string()));
            }
            parts.push(("svg", text(drawing.trim_end())));
            (one.id.clone(), object(&parts))
        });
        let dependencies = scene.dependencies.iter().map(|one| {
            let mut parts = dependency(&scene, one);
            let mut drawing = String::new();
            svg::write_dependency(&mut drawing, &scene, one, &colours);
            parts.push(("svg", text(drawing.trim_end())));
            (one.id.clone(), object(&parts))
        });
        let edges: Vec<_> = edges.chain(dependencies).collect();
        let mut parts = head(&scene);
        parts.push(("summary", text(&scene.summary())));
        let head = object(&parts);
        let has_changed = [self.cards.set(version, cards), self.edges.set(version, edges), head != self.head];
        (self.scene, self.head) = (scene, head);
        has_changed.contains(&true)
    }

    /// Whether it is known what changed since a version.
    pub fn knows(&self, version: u64) -> bool {
        self.cards.knows(version) && self.edges.knows(version)
    }

    /// What somebody needs who has seen a version of it that is known, or nothing yet: an object of JSON.
    pub fn since(&self, seen: Option<u64>) -> String {
        let gone = self.cards.gone(seen).chain(self.edges.gone(seen));
        let list = |versions: &Versions| array(versions.changed(seen).map(|(_, text)| text.to_owned()));
        object(&[
            ("head", self.head.clone()),
            ("cards", list(&self.cards)),
            ("edges", list(&self.edges)),
            ("gone", array(gone.map(|id| text(id)))),
        ])
    }
}
