// Hands a command line to the process that serves commands (command-server.ts), and ends as it did there.

import { connect } from 'node:net';
import { text } from 'node:stream/consumers';

const [path, ...args] = process.argv.slice(2);
const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => name.startsWith('TSERINI_')));
const socket = connect(path);
socket.end(JSON.stringify({ args, cwd: process.cwd(), env }));
const { exitCode, stdout, stderr } = JSON.parse(await text(socket));
if (stdout !== '') process.stdout.write(`${stdout}\n`);
if (stderr !== '') process.stderr.write(`${stderr}\n`);
process.exitCode = exitCode;
