import type { CallFailure } from '../../client/failure.ts';

interface ReadNoteProps {
  isLive: boolean;
  /** Whether something has been read, if not just now. */
  isRead: boolean;
  failure: CallFailure | null;
  /** Said while it is read for the first time: `Reading the journal.` */
  reading: string;
}

/** How far what stands below can be believed; nothing while it is as the engine has it now. */
export function ReadNote({ isLive, isRead, failure, reading }: ReadNoteProps) {
  if (!isLive) {
    return (
      <p className="old" role="note">
        The engine does not answer. {isRead ? 'This is as it was read before.' : 'Nothing can be read now.'}
      </p>
    );
  }
  if (failure === null) return isRead ? null : <p className="quiet">{reading}</p>;
  return (
    <p className="old" role="note">
      {failure.message} {isRead ? 'This is as it was read before.' : failure.hint}
    </p>
  );
}
