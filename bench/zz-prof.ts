import { compose } from "@/lib/services";
const dir = "/tmp/zz-show";
const input = compose.input.parse({ template: "talking-head", width: 1080, height: 1920,
    media: [{ name: "background", image: "public/sample.jpg" }, { name: "person", video: dir + "/person4.mp4", mask: dir + "/mask4.mp4" }],
    texts: [{ name: "title", text: "Good light, told well" }, { name: "quote.1", text: "Every word deserves good light." }] });
const context = { dir, seed: 1, signal: new AbortController().signal, progress: () => {} };
for (let i = 0; i < 2; i++) { const t = performance.now(); await compose.local!.run(input as never, context as never); console.log((performance.now() - t) | 0); }
process.exit(0);
