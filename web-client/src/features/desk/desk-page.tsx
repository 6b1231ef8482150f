import type { DeskRoute } from '../../app/desk-route.ts';
import { view } from '../../app/view.tsx';

const CasesPage = view(async () => (await import('../moderation/cases-page.tsx')).CasesPage);
const CasePage = view(async () => (await import('../moderation/case-page.tsx')).CasePage);
const OrderPage = view(async () => (await import('../moderation/order-page.tsx')).OrderPage);
const PolicyPage = view(async () => (await import('../policy/policy-page.tsx')).PolicyPage);
const QuietHoursPage = view(async () => (await import('../policy/quiet-hours-page.tsx')).QuietHoursPage);
const WhyPage = view(async () => (await import('../policy/why-page.tsx')).WhyPage);
const LogPage = view(async () => (await import('../audit/log-page.tsx')).LogPage);

/** The desks of staff and administrators: who opens one loads that one. */
export function DeskPage({ route }: { route: DeskRoute }) {
  switch (route.page) {
    case 'cases':
      return <CasesPage />;
    case 'why':
      return <WhyPage />;
    case 'case':
      return <CasePage caseId={route.id} />;
    case 'order':
      return <OrderPage roomId={route.id} />;
    case 'policy':
      return <PolicyPage schoolId={route.id} />;
    case 'quiet':
      return <QuietHoursPage schoolId={route.id} />;
    case 'log':
      return <LogPage schoolId={route.id} />;
  }
}
