import { useEffect, useState } from 'react';
import { useServices } from '../../app/services.ts';
import { useTranslator } from '../../i18n/i18n.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Button, CopyRow, Loading } from '../../ui/ui.tsx';
import { useStore } from '../../ui/use-store.ts';

/** For people who have a Matrix account, on any homeserver: the same code, said to the bot. */
export function MatrixWay({ code }: { code: string }) {
  const { info } = useServices();
  const { t } = useTranslator();
  const [open, setOpen] = useState(false);
  const facts = useStore(info).value;
  useEffect(() => {
    if (open) void info.refresh();
  }, [open, info]);
  return (
    <>
      <Button look="quiet" wide onClick={() => setOpen(true)}>
        {t('join.haveMatrix')}
      </Button>
      {open && (
        <Dialog title={t('join.matrix.title')} onClose={() => setOpen(false)}>
          <p>{t('join.matrix.text')}</p>
          {facts === null ? (
            <Loading rows={2} />
          ) : (
            <dl style={{ display: 'grid', gap: 8 }}>
              <CopyRow label={t('join.matrix.bot')} value={facts.bot_user_id} mono />
              <CopyRow label={t('join.matrix.command')} value={`!join ${code}`} mono />
            </dl>
          )}
        </Dialog>
      )}
    </>
  );
}
