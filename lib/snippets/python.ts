import { type ApiCall, keyVariable, literal, namesUploads, startsJob } from "./api-call";

/** A request as a program of Python 3, with its standard library only. */
export function pythonOf(call: ApiCall): string {
  const { url, method, path, body } = call;
  const args = [method, path].map((text) => JSON.stringify(text));
  const asked = `ask(${[...args, ...(body === undefined ? [] : [literal(body, words)])].join(", ")})`;
  const isJob = startsJob(call);
  return `import json
import os
${isJob ? "import time\n" : ""}import urllib.error
import urllib.request


def ask(method, path, body=None, content_type="application/json"):
    data = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
    headers = {"X-API-Key": os.environ["${keyVariable}"], "Content-Type": content_type}
    request = urllib.request.Request(${JSON.stringify(url)} + path, data, headers, method=method)
    try:
        with urllib.request.urlopen(request) as response:
            return json.loads(response.read() or "null")
    except urllib.error.HTTPError as error:
        raise SystemExit(error.read().decode())


${namesUploads(call) ? uploads : ""}${isJob ? `job = ${asked}\n${waiting}` : `print(json.dumps(${asked}, indent=2))\n`}`;
}

const waiting = `while job["status"] not in ("completed", "failed", "cancelled"):
    time.sleep(2)
    job = ask("GET", "/v1/jobs/" + job["id"])
print(job["status"], job["error"] or "", job["result"] or "", *job["localUrl"], sep="\\n")
`;

const uploads = `# asset:… is an uploaded file. To use another one:
# ask("POST", "/v1/uploads", open("picture.jpg", "rb").read(), "image/jpeg")["id"]
`;

const words = { none: "None", yes: "True", no: "False", key: (name: string) => JSON.stringify(name) };
