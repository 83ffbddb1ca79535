/**
 * Keeps ONNX Runtime from reporting to its makers. Unless this variable is set before its library is loaded, every
 * process that opens a session looks up an address of theirs, and writes a device id and a database below the home
 * folder and a log into the temporary folder.
 *
 * A worker thread has a copy of its parent's variables, which the library does not see: so the main thread sets it
 * too, before it starts one.
 */
export function disableTelemetry(): void {
  process.env.ORT_DISABLE_TELEMETRY = '1';
}
