import { Ban, CircleAlert } from "lucide-react";
import type { Output } from "@/lib/job";
import { stepWords } from "../../status-words";
import { steadyUrl } from "../../steady-url";
import { Picture } from "../../ui/picture";
import { Sound } from "../../ui/sound";
import { StepCaption, StepError } from "./step-caption";
import type { Shot } from "./storyboard";

type Props = { shot: Shot; now: number; shape: number };

/** One shot of the storyboard: its frame (shimmering while it is made), its name, its status. */
export function ShotCard({ shot, now, shape }: Props) {
  const phase = stepWords[shot.step?.status ?? "pending"].phase;
  const output = shot.step?.outputs.at(-1);
  const poster = shot.step?.inputs.find((input) => input.type === "image");
  return (
    <figure data-step={shot.name} data-status={shot.step?.status ?? "pending"} className="flex flex-col gap-2.5">
      <div
        className={`relative overflow-hidden rounded-2xl ring-1 ring-line ${output ? "bg-black" : phase === "now" ? "shimmer" : "bg-sunken"}`}
        style={{ aspectRatio: shape }}
      >
        {output ? (
          <Frame output={output} poster={poster} name={shot.name} />
        ) : (
          <span className="absolute inset-0 grid place-items-center text-edge">
            {shot.step?.status === "failed" && <CircleAlert aria-hidden className="size-7 text-bad" />}
            {shot.step?.status === "cancelled" && <Ban aria-hidden className="size-7" />}
          </span>
        )}
      </div>
      <figcaption className="flex flex-col gap-1.5">
        <span className="flex flex-wrap items-center justify-between gap-x-3 gap-y-1">
          <span className="font-medium">{shot.part}</span>
          <StepCaption shot={shot} now={now} />
        </span>
        <StepError shot={shot} />
      </figcaption>
    </figure>
  );
}

function Frame({ output, poster, name }: { output: Output; poster: Output | undefined; name: string }) {
  const look = "size-full animate-appear object-contain";
  if (output.type === "image") return <Picture src={steadyUrl(output)} alt={name} className={look} />;
  if (output.type === "audio") return <Sound src={steadyUrl(output)} name={name} />;
  return (
    <video
      src={steadyUrl(output)}
      poster={poster && steadyUrl(poster)}
      aria-label={name}
      controls
      muted
      loop
      playsInline
      preload="metadata"
      className={look}
    />
  );
}
