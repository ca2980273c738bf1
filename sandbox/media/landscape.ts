import sharp from "sharp";
import "./picture";

function ridge(y: number, height: number, step: number, phase: number, fill: string): string {
  const points = Array.from({ length: 41 }, (_, i) => {
    const rise = Math.sin(i * step + phase) * height + Math.sin(i * step * 2.7 + phase * 3) * height * 0.35;
    return `L${i * 32} ${(y - rise).toFixed(0)}`;
  });
  return `<path d="M0 900${points.join("")}L1280 900Z" fill="${fill}"/>`;
}

function tree(x: number, y: number, size: number): string {
  const tier = (at: number, width: number) =>
    `M${x - width} ${y - at}L${x} ${y - at - size * 0.5}L${x + width} ${y - at}Z`;
  return `<path d="${tier(0, size * 0.3)}${tier(size * 0.28, size * 0.24)}${tier(size * 0.54, size * 0.17)}" fill="#20382b"/>`;
}

/** A drawing that replaces a photograph: sky, hills, a lake, trees, a hut with a lit window, a walker in red. */
export async function landscape(): Promise<Buffer> {
  const trees = [60, 118, 190, 930, 1010, 1085, 1150, 1222]
    .map((x, i) => tree(x, 760 + (i % 3) * 26, 150 + (i % 4) * 34))
    .join("");
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="1280" height="900"><defs>
    <linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#5f93c9"/><stop offset=".7" stop-color="#f2dcb8"/></linearGradient>
    <linearGradient id="lake" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#c9cfc0"/><stop offset="1" stop-color="#3f6f86"/></linearGradient>
    <radialGradient id="sun"><stop offset="0" stop-color="#fffbe6"/><stop offset=".2" stop-color="#ffedb0"/><stop offset="1" stop-color="#ffe9b0" stop-opacity="0"/></radialGradient></defs>
    <rect width="1280" height="560" fill="url(#sky)"/><circle cx="860" cy="250" r="210" fill="url(#sun)"/>
    ${ridge(410, 70, 0.32, 1.1, "#9aaebd")}${ridge(470, 52, 0.45, 2.6, "#6f8a8d")}${ridge(520, 34, 0.6, 0.4, "#4a6a5e")}
    <rect y="545" width="1280" height="170" fill="url(#lake)"/>
    <path d="M790 560h140l-30 20h-80zM770 600h180l-60 18h-70zM800 640h120l-20 14h-70z" fill="#fff2cc" opacity=".55"/>
    ${ridge(715, 16, 0.3, 0.2, "#5d7d44")}${ridge(790, 20, 0.22, 2.2, "#3f5c33")}${trees}
    <path d="M330 690h150v-80h-150z" fill="#7a5137"/><path d="M312 614l93-66 93 66z" fill="#4a2f24"/><rect x="362" y="636" width="34" height="30" fill="#ffd98a"/><rect x="424" y="634" width="30" height="56" fill="#3a241a"/>
    <path d="M640 760l14-62h26l14 62z" fill="#b2302c"/><circle cx="667" cy="686" r="14" fill="#e3b795"/><path d="M648 758h12v42h-12zM674 758h12v42h-12z" fill="#2c2f3a"/>
  </svg>`;
  const picture = await sharp(Buffer.from(svg)).removeAlpha().png().toBuffer();
  const grain = { create: { width: 1280, height: 900, channels: 3 as const, background: "#808080" } };
  const noise = await sharp({
    ...grain,
    create: { ...grain.create, noise: { type: "gaussian", mean: 128, sigma: 14 } },
  })
    .png()
    .toBuffer();
  return sharp(picture)
    .composite([{ input: noise, blend: "soft-light" }])
    .jpeg({ quality: 92 })
    .toBuffer();
}
