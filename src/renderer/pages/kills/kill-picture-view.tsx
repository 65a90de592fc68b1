import { scaleLog } from 'd3-scale';
import { type PointerEvent, useMemo, useRef, useState } from 'react';
import type { Liquidation } from '../../../shared/api/journal.ts';
import { useWidth } from '../../parts/use-width.ts';
import { killPicture, marksInTime, type PictureMark, pictureSentence } from '../../view/kill-picture.ts';
import { nearestMark, stepFrom } from '../../view/kill-picture-steps.ts';
import { exactTime } from '../../view/time.ts';
import { KillPictureLanes, laneAt, pictureHeight, type Scale } from './kill-picture-lanes.tsx';

/** Room at both ends for what is drawn around a moment, in pixels. */
const edge = 8;

/**
 * A kill as one picture: where its time went, on a logarithmic axis from a millisecond on. The pointer, or the arrow keys, go from row to
 * row; the row in question is said below.
 */
export function KillPictureView({ kill }: { kill: Liquidation }) {
  const picture = useMemo(() => killPicture(kill), [kill]);
  const inTime = useMemo(() => marksInTime(picture), [picture]);
  const box = useRef<HTMLDivElement>(null);
  const width = useWidth(box);
  const [seq, setSeq] = useState<number | null>(null);
  const scale: Scale = useMemo(
    () => scaleLog([1, picture.endMs], [edge, Math.max(edge, width - edge)]).clamp(true),
    [picture.endMs, width],
  );
  const index = inTime.findIndex(({ entry }) => entry.seq === seq);
  const chosen = inTime[index];

  function point(event: PointerEvent<HTMLElement>): void {
    const { left, top } = event.currentTarget.getBoundingClientRect();
    const lane = picture.lanes[laneAt(event.clientY - top)];
    const mark = lane && nearestMark(lane.marks, event.clientX - left, scale);
    if (mark) setSeq(mark.entry.seq);
  }

  return (
    <figure className="picture">
      <div
        ref={box}
        role="slider"
        tabIndex={0}
        aria-label="The kill in time"
        aria-describedby="picture-sentence"
        aria-valuemin={1}
        aria-valuemax={inTime.length}
        aria-valuenow={index + 1}
        aria-valuetext={chosen === undefined ? 'no row chosen' : rowSentence(chosen)}
        onPointerMove={point}
        onPointerDown={point}
        onKeyDown={(event) => {
          const next = stepFrom(index, event.key, inTime.length);
          if (next === null) return;
          event.preventDefault();
          setSeq(inTime[next]?.entry.seq ?? null);
        }}
      >
        <svg width="100%" height={pictureHeight(picture)} aria-hidden="true">
          <KillPictureLanes picture={picture} scale={scale} chosen={chosen ?? null} />
        </svg>
      </div>
      <p id="picture-sentence" className="unseen">
        {pictureSentence(picture, kill)}
      </p>
      <figcaption>
        {chosen === undefined ? (
          <span className="quiet">Point at a mark, or use the arrow keys, to see its row of the journal.</span>
        ) : (
          <span title={exactTime(chosen.entry.at)}>{rowSentence(chosen)}</span>
        )}
      </figcaption>
    </figure>
  );
}

function rowSentence({ entry: { offset, sentence, kind, seq } }: PictureMark): string {
  return `${offset} · ${sentence || kind} (${kind}, row ${seq})`;
}
