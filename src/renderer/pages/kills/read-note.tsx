import type { CallFailure } from '../../../client/failure.ts';

interface ReadNoteProps {
  isLive: boolean;
  /** Whether something has been read, if not just now. */
  isRead: boolean;
  failure: CallFailure | null;
}

/** How far what stands below can be believed; nothing while it is as the engine has it now. */
export function ReadNote({ isLive, isRead, failure }: ReadNoteProps) {
  if (!isLive) {
    return (
      <p className="old" role="note">
        The engine does not answer. {isRead ? 'This is as it was read before.' : 'Nothing can be read now.'}
      </p>
    );
  }
  if (failure === null) return isRead ? null : <p className="quiet">Reading the journal.</p>;
  return (
    <p className="old" role="note">
      {failure.message} {isRead ? 'This is as it was read before.' : failure.hint}
    </p>
  );
}
