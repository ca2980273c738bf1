import { expect, test } from "vitest";
import { curlOf } from "./curl";
import { pythonOf } from "./python";
import { typescriptOf } from "./typescript";

const call = {
  url: "https://films.example",
  method: "POST",
  path: "/v1/batches",
  body: { a: [true, null, 1.5], "b-c": {} },
};

test("a value reads as one of each language", () => {
  expect(typescriptOf(call)).toContain(
    'nextscene.request("POST", "/v1/batches", {\n  a: [\n    true,\n    null,\n    1.5,\n  ],\n  "b-c": {},\n})',
  );
  expect(pythonOf(call)).toContain(
    'ask("POST", "/v1/batches", {\n  "a": [\n    True,\n    None,\n    1.5,\n  ],\n  "b-c": {},\n})',
  );
});

test("a request without a body names none, and no sample contains a key", () => {
  const read = { url: "https://films.example", method: "GET", path: "/v1/jobs" };
  expect(curlOf(read)).toBe(
    `curl --fail-with-body -sS 'https://films.example/v1/jobs' \\\n  -H "X-API-Key: $NEXTSCENE_API_KEY"\n`,
  );
  expect(typescriptOf(read)).toContain('nextscene.request("GET", "/v1/jobs");');
  expect(pythonOf(read)).toContain('print(json.dumps(ask("GET", "/v1/jobs"), indent=2))');
});

test("only a request that names uploads explains them", () => {
  const upload = { ...call, path: "/v1/generate", body: { input: [{ type: "image", url: "asset:1" }] } };
  for (const write of [curlOf, typescriptOf, pythonOf]) {
    expect(write(upload)).toContain("asset:… is an uploaded file");
    expect(write(call)).not.toContain("uploaded file");
  }
});
