import type { ScaleLogarithmic } from 'd3-scale';
import { memo } from 'react';
import { formatDuration } from '../../../shared/duration.ts';
import { type KillPicture, type PictureLane, type PictureMark, pictureTicks } from '../../view/kill-picture.ts';

export type Scale = ScaleLogarithmic<number, number>;

/** In pixels: each lane has its name above its marks; the axis stands below them all. */
const laneHeight = 36;
const marksAt = 26;
const axisHeight = 24;

export function pictureHeight({ lanes }: KillPicture): number {
  return lanes.length * laneHeight + axisHeight;
}

/** Which lane is at `y` pixels from the top. */
export function laneAt(y: number): number {
  return Math.floor(y / laneHeight);
}

interface LanesProps {
  picture: KillPicture;
  scale: Scale;
  chosen: PictureMark | null;
}

export function KillPictureLanes({ picture, scale, chosen }: LanesProps) {
  const bottom = picture.lanes.length * laneHeight;
  return (
    <>
      {pictureTicks(picture.endMs).map((ms) => (
        <g key={ms} className="tick-line" transform={`translate(${scale(ms)} 0)`}>
          <line y2={bottom} />
          <text y={bottom + 16} textAnchor={ms === 1 ? 'start' : 'middle'}>
            {formatDuration(ms)}
          </text>
        </g>
      ))}
      {picture.lanes.map((lane, index) => (
        <g key={lane.name} transform={`translate(0 ${index * laneHeight})`}>
          <text className="lane-name" y="13">
            {lane.name}
          </text>
          <Marks lane={lane} scale={scale} />
          {chosen !== null && lane.marks.includes(chosen) ? (
            <circle className="chosen" cx={scale(atLeastOne(chosen.toMs))} cy={marksAt} r="8" />
          ) : null}
        </g>
      ))}
    </>
  );
}

/**
 * A dot for each moment, a cross where it was refused, and a line back to the question where it is an answer. Drawn once for all that
 * the pointer goes over: there may be thousands.
 */
const Marks = memo(function Marks({ lane, scale }: { lane: PictureLane; scale: Scale }) {
  return lane.marks.map(({ entry, fromMs, toMs, isRefused }) => {
    const [from, to] = [scale(atLeastOne(fromMs)), scale(atLeastOne(toMs))];
    return (
      <g key={entry.seq}>
        {to > from ? <line className="span" x1={from} x2={to} y1={marksAt} y2={marksAt} /> : null}
        {isRefused ? (
          <path className="cross" d={`M${to - 4} ${marksAt - 4}l8 8m0 -8l-8 8`} />
        ) : (
          <circle className="dot" cx={to} cy={marksAt} r="3" />
        )}
      </g>
    );
  });
});

/** The axis begins at a millisecond: what came sooner stands at its beginning. */
function atLeastOne(ms: number): number {
  return Math.max(1, ms);
}
