import { type ApiCall, keyVariable, namesUploads, startsJob } from "./api-call";

/** A request as a command for a POSIX shell. */
export function curlOf(call: ApiCall): string {
  const { url, method, path, body, flags } = call;
  const parts = [
    `curl --fail-with-body -sS${flags ? ` ${flags}` : ""}${method === "GET" ? "" : ` -X ${method}`} ${quoted(`${url}${path}`)}`,
    `-H "X-API-Key: $${keyVariable}"`,
    ...(startsJob(call) ? [`-H "Prefer: wait=60"`] : []),
    ...(body === undefined
      ? []
      : [`-H "Content-Type: application/json"`, `-d ${quoted(JSON.stringify(body, null, 2))}`]),
  ];
  return `${namesUploads(call) ? uploads(url) : ""}${parts.join(" \\\n  ")}\n`;
}

const uploads = (
  url: string,
) => `# asset:… is an uploaded file. To use another one, upload it and take the "id" of the answer:
# curl -sS -X POST ${quoted(`${url}/v1/uploads`)} -H "X-API-Key: $${keyVariable}" -H "Content-Type: image/jpeg" --data-binary @picture.jpg
`;

/** A text as one word of a shell, whatever it contains. */
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
