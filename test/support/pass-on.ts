import { type IncomingMessage, type ServerResponse, request as send } from 'node:http';

/**
 * Forwards a request to a server, without its authorization, and returns the response.
 * @param loses the answer: the connection ends once the server has done what was asked
 */
export function passOn(
  target: string,
  request: IncomingMessage,
  response: ServerResponse,
  loses = false,
): void {
  const { authorization: _, host: __, ...headers } = request.headers;
  const onward = send(target + request.url, { method: request.method, headers }, (answer) => {
    if (loses) {
      answer.resume().on('end', () => response.destroy());
      return;
    }
    response.writeHead(answer.statusCode!, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  request.pipe(onward);
}
