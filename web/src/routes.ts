import { createRouter, createWebHistory } from 'vue-router';
import { landing } from './account/session';
import { whoIsHere } from './frame/remembered';
import { withWords, type WordsPart } from './words';

declare module 'vue-router' {
  interface RouteMeta {
    words?: WordsPart;
  }
}

export const router = createRouter({
  history: createWebHistory(),
  scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  routes: [
    { path: '/sign-in', component: () => import('./account/SignInPage.vue'), meta: { open: true } },
    {
      path: '/setup',
      component: () => import('./account/ChoosePage.vue'),
      props: { first: true },
      meta: { open: true },
    },
    {
      path: '/password',
      component: () => import('./account/ChoosePage.vue'),
      props: { first: false },
      meta: { open: true },
    },
    {
      path: '/m',
      component: () => import('./frame/PhoneFrame.vue'),
      children: [
        { path: 'visit', component: () => import('./visits/LogVisitPage.vue') },
        { path: 'visits', component: () => import('./visits/MyVisitsPage.vue') },
        { path: 'approvals', component: () => import('./approvals/ApprovalPage.vue') },
      ],
    },
    {
      path: '/',
      component: () => import('./parts/DeskFrame.vue'),
      meta: { words: 'audit' },
      children: [
        {
          path: 'audit',
          children: [
            { path: '', component: () => import('./audit/AuditCasesPage.vue') },
            { path: 'verify', component: () => import('./audit/VerifyPage.vue') },
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
      ],
    },
    {
      path: '/',
      component: () => import('./parts/KitFrame.vue'),
      children: [
        { path: '', redirect: '/cases' },
        { path: 'cases', component: () => import('./cases/TodayPage.vue') },
        { path: 'cases/new', component: () => import('./cases/NewCasePage.vue') },
        { path: 'cases/:number', component: () => import('./cases/CasePage.vue'), props: true },
        { path: 'visits', component: () => import('./visits/VisitListPage.vue') },
        { path: 'employers', component: () => import('./cases/EmployerListPage.vue') },
        { path: 'tables', component: () => import('./tables/TableListPage.vue') },
        { path: 'tables/:id', component: () => import('./tables/TablePage.vue'), props: true },
        { path: 'brief', component: () => import('./brief/BriefPage.vue') },
        {
          path: 'packs',
          component: () => import('./packs/PackListPage.vue'),
          meta: { words: 'studio' },
        },
        {
          path: 'packs/:id',
          component: () => import('./packs/PackPage.vue'),
          props: true,
          meta: { words: 'studio' },
        },
        { path: 'account', component: () => import('./account/AccountPage.vue') },
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
        { path: ':rest(.*)*', component: () => import('./parts/NotFoundPage.vue') },
      ],
    },
  ],
});

router.beforeEach(async (to) => {
  if (to.meta.open) return true;
  const who = await whoIsHere();
  if (!who) return { path: '/sign-in', query: { to: to.fullPath } };
  if (who.second_factor === 'required' && to.path !== '/account') return '/account';
  if (to.path === '/') return landing(who);
  if (to.meta.words) await withWords(to.meta.words);
  return true;
});
