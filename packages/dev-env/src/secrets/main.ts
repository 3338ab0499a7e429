// Makes the secrets of a deployment in a folder, once: node packages/dev-env/src/secrets/main.ts FOLDER
import { makeSecretFiles } from '../fleet/secret-files.ts';

const [dir] = process.argv.slice(2);
if (dir === undefined) {
  console.error('name the folder for the secrets');
  process.exitCode = 2;
} else {
  const made = makeSecretFiles(dir);
  console.log(made.length === 0 ? `${dir} holds all secrets` : `made ${made.join(', ')} in ${dir}`);
}
