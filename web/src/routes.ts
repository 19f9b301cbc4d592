import { createRouter, createWebHistory } from 'vue-router';
import { landing } from './account/session';
import UnreachablePage from './frame/UnreachablePage.vue';
import { whoIsHere } from './frame/remembered';
import { withWords, type WordsPart } from './words';

declare module 'vue-router' {
  interface RouteMeta {
    words?: WordsPart | WordsPart[];
  }
}

export const router = createRouter({
  history: createWebHistory(),
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  routes: [
    { path: '/sign-in', component: () => import('./account/SignInPage.vue'), meta: { open: true } },
    {
      path: '/setup',
      component: () => import('./setup/SetupPage.vue'),
      meta: { open: true, words: 'setup' },
    },
    {
      path: '/password',
      component: () => import('./account/ChoosePage.vue'),
      meta: { open: true },
    },
    {
      path: '/checkin',
      component: () => import('./door/DoorPage.vue'),
      meta: { open: true, words: 'door' },
    },
    {
      path: '/pass',
      component: () => import('./door/PassPage.vue'),
      meta: { open: true, words: 'door' },
    },
    {
      path: '/shared/brief',
      component: () => import('./brief/SharedBriefPage.vue'),
      meta: { open: true, words: 'leaders' },
    },
    { path: '/unreachable', component: UnreachablePage, meta: { open: true } },
    {
      path: '/m',
      component: () => import('./frame/PhoneFrame.vue'),
      meta: { words: 'leaders' },
      children: [
        { path: 'visit', component: () => import('./visits/LogVisitPage.vue') },
        { path: 'visits', component: () => import('./visits/MyVisitsPage.vue') },
        {
          path: 'approvals',
          component: () => import('./approvals/ApprovalPage.vue'),
          meta: { words: ['leaders', 'office'] },
        },
      ],
    },
    {
      path: '/',
      component: () => import('./parts/DeskFrame.vue'),
      meta: { words: ['audit', 'trace'] },
      children: [
        {
          path: 'audit',
          children: [
            {
              path: '',
              component: () => import('./audit/AuditCasesPage.vue'),
              meta: { words: ['audit', 'trace', 'integrity'] },
            },
            {
              path: 'verify',
              component: () => import('./audit/VerifyPage.vue'),
              meta: { words: ['audit', 'trace', 'integrity'] },
            },
            { path: 'access', component: () => import('./audit/AccessPage.vue') },
          ],
        },
        {
          path: 'cases/:number/history',
          component: () => import('./audit/HistoryPage.vue'),
          props: true,
        },
        {
          path: 'cases/:number/compare',
          component: () => import('./audit/ComparePage.vue'),
          props: true,
        },
        {
          path: 'packs',
          component: () => import('./packs/PackListPage.vue'),
          meta: { words: 'studio' },
        },
        {
          path: 'packs/:id',
          component: () => import('./packs/PackPage.vue'),
          props: true,
          meta: { words: ['studio', 'trace'] },
        },
        {
          path: 'packs/:id',
          component: () => import('./studio/StudioFrame.vue'),
          props: true,
          meta: { words: 'studio' },
          children: [
            {
              path: 'studio',
              component: () => import('./studio/StudioPage.vue'),
              meta: { wide: true },
            },
            { path: 'tests', component: () => import('./studio/TestsPage.vue') },
            { path: 'what-if', component: () => import('./studio/WhatIfPage.vue') },
            { path: 'diff', component: () => import('./studio/YearDiffPage.vue') },
            { path: 'coverage', component: () => import('./studio/CoveragePage.vue') },
            { path: 'publish', component: () => import('./studio/PublishPage.vue') },
          ],
        },
        {
          path: 'working-calendar',
          component: () => import('./working-calendar/WorkingCalendarPage.vue'),
          meta: { words: 'studio' },
        },
      ],
    },
    {
      path: '/',
      component: () => import('./parts/KitFrame.vue'),
      children: [
        // The guard below sends everybody on to where they work.
        {
          path: '',
          component: () => import('./cases/TodayPage.vue'),
          meta: { words: 'agenda' },
        },
        {
          path: 'cases',
          alias: '/board',
          component: () => import('./cases/TodayPage.vue'),
          meta: { words: 'agenda' },
        },
        {
          path: 'cases/new',
          component: () => import('./cases/NewCasePage.vue'),
          meta: { words: ['agenda', 'cases'] },
        },
        {
          path: 'cases/:number',
          component: () => import('./cases/CasePage.vue'),
          props: true,
          meta: { words: ['office', 'cases', 'trace', 'door', 'integrity'] },
        },
        {
          path: 'follow-up',
          component: () => import('./followup/FollowUpPage.vue'),
          meta: { words: 'office' },
        },
        {
          path: 'inbox',
          component: () => import('./inbox/InboxPage.vue'),
          meta: { words: 'office' },
        },
        {
          path: 'visits/review',
          component: () => import('./visits/ReviewPage.vue'),
          meta: { words: 'office' },
        },
        {
          path: 'visits',
          component: () => import('./visits/VisitListPage.vue'),
          meta: { words: 'leaders' },
        },
        {
          path: 'employers',
          component: () => import('./employers/EmployerListPage.vue'),
          meta: { words: 'registers' },
        },
        {
          path: 'imports',
          component: () => import('./imports/ImportPage.vue'),
          meta: { words: 'registers' },
        },
        { path: 'tables', component: () => import('./tables/TableListPage.vue') },
        {
          path: 'tables/:id',
          component: () => import('./tables/TableFrame.vue'),
          props: true,
          meta: { words: ['province', 'cases', 'filings', 'integrity'] },
          children: [
            { path: '', component: () => import('./tables/TablePage.vue') },
            {
              path: 'cells/:column',
              component: () => import('./tables/CompositionPage.vue'),
              props: true,
            },
            { path: 'filing', component: () => import('./tables/FilingPage.vue') },
            { path: 'comparison', component: () => import('./tables/ComparisonPage.vue') },
            { path: 'earlier', component: () => import('./tables/EarlierPage.vue') },
            { path: 'trend', component: () => import('./tables/TrendPage.vue') },
          ],
        },
        {
          path: 'filings',
          component: () => import('./filings/ProgressPage.vue'),
          meta: { words: ['province', 'filings'] },
        },
        {
          path: 'filings/drafts',
          component: () => import('./filings/DraftsPage.vue'),
          meta: { words: 'filings' },
        },
        {
          path: 'brief',
          component: () => import('./brief/BriefPage.vue'),
          meta: { words: 'leaders' },
        },
        {
          path: 'calendar',
          component: () => import('./calendar/CalendarPage.vue'),
          meta: { words: ['agenda', 'account'] },
        },
        {
          path: 'account',
          component: () => import('./account/AccountPage.vue'),
          meta: { words: ['agenda', 'account'] },
        },
        {
          path: 'settings',
          component: () => import('./settings/SettingsPage.vue'),
          meta: { words: 'help' },
        },
        { path: 'help', component: () => import('./help/HelpPage.vue'), meta: { words: 'help' } },
        {
          path: 'api-reference',
          component: () => import('./reference/ReferencePage.vue'),
          meta: { words: 'help' },
        },
        {
          path: 'admin',
          component: () => import('./administration/AdminFrame.vue'),
          meta: { words: ['administration', 'account', 'setup'] },
          children: [
            { path: '', redirect: '/admin/condition' },
            {
              path: 'organisations',
              component: () => import('./administration/OrganisationsPage.vue'),
            },
            { path: 'people', component: () => import('./administration/PeoplePage.vue') },
            {
              path: 'people/:id',
              component: () => import('./administration/PersonPage.vue'),
              props: true,
            },
            { path: 'accounts', component: () => import('./administration/AccountsPage.vue') },
            {
              path: 'accounts/:id',
              component: () => import('./administration/HeldAccountPage.vue'),
              props: true,
            },
            { path: 'roles', component: () => import('./administration/RolesPage.vue') },
            { path: 'condition', component: () => import('./administration/ConditionPage.vue') },
            { path: 'sign-in', component: () => import('./administration/SignInPage.vue') },
            { path: 'tokens', component: () => import('./administration/TokensPage.vue') },
            { path: 'webhooks', component: () => import('./administration/WebhooksPage.vue') },
            { path: 'log', component: () => import('./administration/LogPage.vue') },
            { path: 'personal', component: () => import('./administration/PersonalPage.vue') },
          ],
        },
        { path: ':rest(.*)*', component: () => import('./parts/NotFoundPage.vue') },
      ],
    },
  ],
});

router.beforeEach(async (to) => {
  if (to.meta.open) {
    if (to.meta.words) await withWords(to.meta.words);
    return true;
  }
  const who = await whoIsHere();
  if (!who) return { path: '/sign-in', query: { to: to.fullPath } };
  if (who.second_factor === 'required' && to.path !== '/account') return '/account';
  if (to.path === '/') return landing(who);
  if (to.meta.words) await withWords(to.meta.words);
  return true;
});

// Every page is a part of the program that is fetched when first needed. When it cannot be, somebody
// who clicked is told so instead of nothing happening.
router.onError((failure, to) => {
  if (failure instanceof Error && /import|fetch|module/i.test(failure.message))
    void router.replace({ path: '/unreachable', query: { to: to.fullPath } });
});
