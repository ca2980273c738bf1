/** What pages without the studio's style sheet share with it. */

/** The fonts of `globals.css`. */
export const fonts = `-apple-system, BlinkMacSystemFont, "Segoe UI", Roboto, Inter, "Noto Sans", "Liberation Sans",
    "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", system-ui, sans-serif`;

/** The sign of the product, in the colours of the page. */
export const mark = `<svg viewBox="0 0 32 32" aria-hidden="true"><rect x="3" y="6" width="17" height="20" rx="4" fill="var(--accent)"/>
<path d="M9.2 11.6v8.8l6.9-4.4z" fill="var(--on)"/>
<path d="M24 9v14M28.5 12v8" stroke="var(--accent)" stroke-width="2.6" stroke-linecap="round" opacity=".6"/></svg>`;
