import { compose } from "@/lib/services";
import { startWorkerChild } from "@/lib/worker/child";
import { textCard } from "@/lib/services";
const dir = "/tmp/zz-show"; const secs = 4;
const input = compose.input.parse({ template: "talking-head", width: 1080, height: 1920,
    media: [{ name: "background", image: "public/sample.jpg" }, { name: "person", video: dir + "/person4.mp4", mask: dir + "/mask4.mp4" }],
    texts: [{ name: "title", text: "Good light, told well" }, { name: "quote.1", text: "Every word deserves good light." }] });
const child = startWorkerChild(() => {});
const small = textCard.input.parse({ text: "Light", kind: "title", width: 64, height: 64 });
await child.work({ service: textCard.id, input: small, dir, seed: 1 }, () => {});
for (let i = 0; i < 2; i++) {
const from = performance.now(); let last = "";
await child.work({ service: compose.id, input, dir, seed: 1 }, (r: any) => { const m = JSON.stringify(r).slice(0, 100); console.log(((performance.now() - from) / 1000).toFixed(2), m); });
console.log("end", ((performance.now() - from) / 1000).toFixed(2));
}
process.exit(0);
