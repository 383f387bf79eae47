// The first import of every program: what comes after it needs this version of Node.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    [
      `error  Node ${process.versions.node} is too old.`,
      `  at   ${process.execPath}`,
      '  fix  Run the scripts through npm ("npm run build"), which uses the Node of the lockfile; where that has none for the machine, install Node 22.18 or newer.',
      '',
    ].join('\n'),
  );
  process.exit(2);
}
