/**
 * Keeps ONNX Runtime from reporting to Microsoft. Unless this variable is set before the library is loaded, every
 * process that opens a session resolves a Microsoft address, and writes a device id and a database below the home
 * folder and a log to the temporary folder.
 *
 * A worker thread has a copy of its parent's variables, which the library does not see: so the main thread sets it
 * too, before it starts a worker.
 */
export function disableTelemetry(): void {
  process.env.ORT_DISABLE_TELEMETRY = '1';
}
