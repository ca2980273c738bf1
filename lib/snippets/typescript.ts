import { type ApiCall, keyVariable, literal, namesUploads, startsJob } from "./api-call";

/** A request as a program with the client of the project, `nextscene`. */
export function typescriptOf(call: ApiCall): string {
  const { url, method, path, body } = call;
  const given = body === undefined ? "" : literal(body, words);
  const asked = startsJob(call)
    ? `const job = await nextscene.wait(await nextscene.generate(${given}));
console.log(job.status, job.error?.message ?? "", job.result ?? "", job.localUrl);`
    : `const answer = await nextscene.request(${[JSON.stringify(method), JSON.stringify(path), given].filter(Boolean).join(", ")});
console.log(answer);`;
  return `import { createClient } from "nextscene";

const nextscene = createClient({ url: ${JSON.stringify(url)}, key: process.env.${keyVariable} });

${namesUploads(call) ? uploads : ""}${asked}
`;
}

const uploads = `// asset:… is an uploaded file. To use another one:
// const { id } = await nextscene.upload(await openAsBlob("picture.jpg", { type: "image/jpeg" })); // from "node:fs"
`;

const words = {
  ...{ none: "null", yes: "true", no: "false" },
  key: (name: string) => (/^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name)),
};
