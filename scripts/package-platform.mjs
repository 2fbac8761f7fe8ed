// A package of the extension for one platform, with the server in it:
// npm run package:platform -- TARGET PROGRAM [OUT], as in `linux-x64 target/release/mercator`.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const [target, program, out = `mercator-${target}.vsix`] = process.argv.slice(2);
if (!target || !program || !fs.existsSync(program)) {
  console.error('usage: npm run package:platform -- TARGET PROGRAM [OUT]; PROGRAM must exist');
  process.exit(2);
}

const server = path.join(root, 'server');
fs.rmSync(server, { recursive: true, force: true });
fs.mkdirSync(server);
const bundled = path.join(server, target.startsWith('win32') ? 'mercator.exe' : 'mercator');
try {
  fs.copyFileSync(program, bundled);
  fs.chmodSync(bundled, 0o755);
  // It has fonts in it.
  fs.copyFileSync(path.join(root, 'lsp/cli/fonts/OFL.txt'), path.join(server, 'LICENSE-FONTS'));
  const run = (command, ...args) => execFileSync('npx', ['--no-install', command, ...args], { cwd: root, stdio: 'inherit' });
  execFileSync('npm', ['run', 'typecheck'], { cwd: root, stdio: 'inherit' });
  execFileSync('npm', ['run', 'build'], { cwd: root, stdio: 'inherit' });
  run('vsce', 'package', '--target', target, '--no-dependencies', '--allow-missing-repository',
    '--readme-path', 'editors/vscode/README.md', '-o', path.resolve(out));
} finally {
  // A package without a platform must not carry this program.
  fs.rmSync(server, { recursive: true, force: true });
}
