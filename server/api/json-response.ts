const texts = new WeakMap<Response, string>();

/** A JSON response. `textOf` returns its text: reading it from the `Response` would take longer than writing it. */
export function jsonAnswer(value: unknown, { status = 200, headers = {} }: JsonInit = {}): Response {
  const text = JSON.stringify(value);
  const answer = new Response(text, { status, headers: { "content-type": "application/json", ...headers } });
  texts.set(answer, text);
  return answer;
}

type JsonInit = { status?: number; headers?: Record<string, string> };

export const textOf = (answer: Response): string | undefined => texts.get(answer);
