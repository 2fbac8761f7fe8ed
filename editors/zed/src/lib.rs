//! The extension for Zed: how `mercator` is started. Colours and the rest of the language are in `languages/`.
//!
//! Nothing is downloaded: the program is the one that the settings name, else the one on the path of the project.

use zed_extension_api::settings::LspSettings;
use zed_extension_api::{Command, Extension, LanguageServerId, Result, Worktree, register_extension, serde_json};

const SERVER: &str = "mercator";

struct Mercator;

impl Extension for Mercator {
    fn new() -> Self {
        Mercator
    }

    fn language_server_command(&mut self, _server: &LanguageServerId, worktree: &Worktree) -> Result<Command> {
        let binary = LspSettings::for_worktree(SERVER, worktree).ok().and_then(|settings| settings.binary);
        let (path, arguments, env) =
            binary.map_or((None, None, None), |binary| (binary.path, binary.arguments, binary.env));
        let command = path.or_else(|| worktree.which(SERVER)).ok_or_else(|| {
            format!(
                "`{SERVER}` is not on the path: install it, or set `lsp.{SERVER}.binary.path` in the settings of Zed"
            )
        })?;
        let args = arguments.unwrap_or_else(|| vec!["lsp".to_owned(), "--stdio".to_owned()]);
        let mut environment = worktree.shell_env();
        environment.extend(env.into_iter().flatten());
        Ok(Command { command, args, env: environment })
    }

    fn language_server_initialization_options(
        &mut self,
        _server: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<Option<serde_json::Value>> {
        Ok(LspSettings::for_worktree(SERVER, worktree)?.initialization_options)
    }

    fn language_server_workspace_configuration(
        &mut self,
        _server: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<Option<serde_json::Value>> {
        // Zed looks in the answer for the section that the server asks for.
        let settings = LspSettings::for_worktree(SERVER, worktree)?.settings;
        Ok(settings.map(|settings| serde_json::json!({ SERVER: settings })))
    }
}

register_extension!(Mercator);
