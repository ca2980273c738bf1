import { ArrowDown, ArrowUp, Plus, SquareSplitVertical, Trash2 } from "lucide-react";
import { useTranslations } from "use-intl";
import { Act } from "@/app/(studio)/_ui/act";

/** What a person can do with a shot or a scene besides changing its fields. */
export type RowAct = "earlier" | "later" | "split" | "add" | "remove";

type Props = {
  name: string;
  /** What the button that adds says. */
  add: string;
  place: number;
  count: number;
  readOnly: boolean;
  canSplit: boolean;
  /** Whether there can be no more rows. */
  isFull?: boolean;
  /** The class that turns the arrows where the rows are side by side. */
  sideways?: string;
  onAct: (act: RowAct) => void;
};

/** The buttons that move, split, add and remove. */
export function RowActs({ name, add, place, count, readOnly, canSplit, isFull = false, sideways, onAct }: Props) {
  const t = useTranslations("story");
  const act = (act: RowAct, off: boolean) => ({
    isOff: readOnly || off,
    onPress: () => onAct(act),
    "data-act": act,
    className: rowButton,
  });
  return (
    <>
      <Act label={t("earlier", { name })} {...act("earlier", place === 0)}>
        <ArrowUp aria-hidden className={sideways} />
      </Act>
      <Act label={t("after", { name })} {...act("later", place === count - 1)}>
        <ArrowDown aria-hidden className={sideways} />
      </Act>
      <Act label={t("split", { name })} {...act("split", isFull || !canSplit)}>
        <SquareSplitVertical aria-hidden />
      </Act>
      <Act label={add} {...act("add", isFull)}>
        <Plus aria-hidden />
      </Act>
      <Act label={t("remove", { name })} {...act("remove", count === 1)}>
        <Trash2 aria-hidden />
      </Act>
    </>
  );
}

export const rowButton = "aria-disabled:opacity-35 xl:min-w-8";
