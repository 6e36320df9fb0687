"""The kinds of record of this room; `pages.urls_for` makes their pages."""

from __future__ import annotations

from goldenthread.core.pages import Filter, Kind, register
from goldenthread.reviews import forms, presenters, queries, rules, services
from goldenthread.reviews.models import (
    AgencyReturn,
    Decision,
    Delay,
    Incident,
    LearningPoint,
    Notification,
    Proceeding,
    Publication,
    RapidReview,
    Referral,
    Review,
    ReviewStep,
    ReviewSubject,
)
from goldenthread.reviews.states import (
    DecisionOutcome,
    Nature,
    PublicationKind,
    ReviewKind,
    ReviewState,
)
from goldenthread.reviews.states.cases import CaseState
from goldenthread.reviews.views import details


# --- Incidents -------------------------------------------------------------------

INCIDENT = register(
    Kind(
        name="incident",
        label="incident",
        label_plural="incidents",
        room="reviews",
        model=Incident,
        visible=queries.incidents,
        columns=("Incident", "What happened", "Referred", "Children"),
        row=presenters.incident_row,
        title=presenters.incident_title,
        detail=details.incident_detail,
        may_read=rules.may_read_cases,
        may_write=rules.may_keep_cases,
        form=forms.IncidentForm,
        add=services.add_incident,
        amend=services.amend_incident,
        intro="What happened, from the referral to the decision. One incident may have "
        "several children and several referrals.",
        empty="No incident of your circles is recorded.",
        search=("line",),
        finds=queries.incident_called,
        filters=(
            Filter("state", "Standing", tuple(CaseState.choices), "state"),
            Filter("nature", "Nature", tuple(Nature.choices), "nature"),
        ),
        subjects=presenters.incident_tokens,
        links=(("Refer a serious incident", "refer_incident"),),
    )
)
REFERRAL = register(
    Kind(
        name="referral",
        label="referral",
        label_plural="referrals",
        room="reviews",
        model=Referral,
        visible=queries.referrals,
        columns=("Referral", "Referred by", "When"),
        row=presenters.referral_row,
        title=presenters.referral_title,
        detail=details.referral_detail,
        may_read=rules.may_read_cases,
        may_write=rules.may_keep_cases,
        form=forms.ReferralForm,
        add=services.add_referral,
        amend=services.amend_referral,
        parent=INCIDENT,
        empty="No referral open to you is recorded.",
        subjects=presenters.under_incident_tokens,
    )
)
NOTIFICATION = register(
    Kind(
        name="notification",
        label="notification",
        label_plural="notifications",
        room="reviews",
        model=Notification,
        visible=queries.notifications,
        columns=("Notification", "Standing", "Sent"),
        row=presenters.notification_row,
        title=presenters.notification_title,
        detail=presenters.notification_detail,
        may_read=rules.sees_whole_case,
        may_write=rules.may_keep_cases,
        form=forms.NotificationForm,
        add=services.add_notification,
        amend=services.amend_notification,
        parent=INCIDENT,
        subjects=presenters.under_incident_tokens,
    )
)
RAPID_REVIEW = register(
    Kind(
        name="rapid_review",
        label="rapid review",
        label_plural="rapid reviews",
        room="reviews",
        model=RapidReview,
        visible=queries.rapid_reviews,
        columns=("Rapid review", "Referred", "Standing"),
        row=presenters.rapid_row,
        title=presenters.rapid_title,
        detail=details.rapid_review_detail,
        may_read=rules.sees_whole_case,
        may_write=rules.may_keep_cases,
        form=forms.RapidReviewForm,
        add=services.add_rapid_review,
        amend=services.amend_rapid_review,
        parent=REFERRAL,
        intro="The look at a referral’s facts within weeks of telling the Panel.",
        subjects=presenters.rapid_tokens,
    )
)
AGENCY_RETURN = register(
    Kind(
        name="agency_return",
        label="request to an agency",
        label_plural="agencies’ returns",
        room="reviews",
        model=AgencyReturn,
        visible=queries.agency_returns,
        columns=("Return", "Standing", "Due"),
        row=presenters.return_row,
        title=presenters.return_title,
        detail=details.return_detail,
        may_read=rules.may_read_cases,
        may_write=rules.may_keep_cases,
        form=forms.AgencyReturnForm,
        add=services.add_agency_return,
        amend=services.amend_agency_return,
        parent=INCIDENT,
        intro="What each agency knows of a family. A return is its agency’s own until "
        "the case chair shares it with the circle.",
        subjects=presenters.under_incident_tokens,
    )
)
DECISION = register(
    Kind(
        name="case_decision",
        label="decision on a case",
        label_plural="decisions on cases",
        room="reviews",
        model=Decision,
        visible=queries.decisions,
        columns=("Decision", "Stage", "Decided by", "Outcome", "When"),
        row=presenters.decision_row,
        title=presenters.decision_title,
        detail=presenters.decision_detail,
        may_read=rules.sees_whole_case,
        may_write=rules.may_keep_cases,
        form=forms.DecisionForm,
        add=services.add_decision,
        amend=services.amend_decision,
        parent=INCIDENT,
        filters=(
            Filter("outcome", "Outcome", tuple(DecisionOutcome.choices), "outcome"),
        ),
        subjects=presenters.under_incident_tokens,
    )
)

# --- Practice reviews ------------------------------------------------------------

REVIEW = register(
    Kind(
        name="review",
        label="review",
        label_plural="reviews",
        room="reviews",
        model=Review,
        visible=queries.reviews,
        columns=("Review", "Whom it is about", "Standing", "Decided"),
        row=presenters.review_row,
        title=presenters.review_title,
        detail=details.review_detail,
        may_read=rules.may_read_cases,
        may_write=rules.may_keep_cases,
        form=forms.ReviewForm,
        add=services.add_review,
        amend=services.amend_review,
        intro="Local practice reviews of every kind, under the pseudonyms of today. You "
        "see those of the circles you stand in.",
        empty="No review of your circles is recorded.",
        search=("theme",),
        finds=queries.review_called,
        filters=(
            Filter("kind", "Kind", tuple(ReviewKind.choices), "kind"),
            Filter("state", "Standing", tuple(ReviewState.choices), "state"),
        ),
        subjects=presenters.review_tokens,
        links=(("The review log", "view_review_log"),),
    )
)
REVIEW_SUBJECT = register(
    Kind(
        name="review_subject",
        label="place in a review",
        label_plural="places in reviews",
        room="reviews",
        model=ReviewSubject,
        visible=queries.review_subjects,
        columns=("Subject", "What happened", "Standing", "From", "Until"),
        row=presenters.place_row,
        title=presenters.place_title,
        detail=details.review_subject_detail,
        may_read=rules.may_read_cases,
        may_write=rules.may_keep_cases,
        form=forms.ReviewSubjectForm,
        add=services.add_review_subject,
        amend=services.amend_review_subject,
        parent=REVIEW,
        intro="A subject may stand in two reviews; it is counted once.",
        subjects=presenters.place_tokens,
    )
)
REVIEW_STEP = register(
    Kind(
        name="review_step",
        label="step",
        label_plural="steps of reviews",
        room="reviews",
        model=ReviewStep,
        visible=queries.review_steps,
        columns=("Step", "To", "When", "Signed by"),
        row=presenters.step_row,
        title=presenters.step_title,
        detail=presenters.step_detail,
        may_read=rules.may_read_cases,
        may_write=rules.may_keep_cases,
        form=forms.ReviewStepForm,
        add=services.add_review_step,
        amend=services.amend_review_step,
        parent=REVIEW,
        subjects=presenters.under_review_tokens,
    )
)
DELAY = register(
    Kind(
        name="delay",
        label="delay",
        label_plural="delays",
        room="reviews",
        model=Delay,
        visible=queries.delays,
        columns=("Delay", "From", "To be looked at again", "Until"),
        row=presenters.delay_row,
        title=presenters.delay_title,
        detail=presenters.delay_detail,
        may_read=rules.sees_whole_case,
        may_write=rules.may_keep_cases,
        form=forms.DelayForm,
        add=services.add_delay,
        amend=services.amend_delay,
        parent=REVIEW,
        intro="Why reviews wait. A delay stops no clock.",
        subjects=presenters.under_review_tokens,
    )
)
PROCEEDING = register(
    Kind(
        name="proceeding",
        label="proceeding beside it",
        label_plural="proceedings beside reviews",
        room="reviews",
        model=Proceeding,
        visible=queries.proceedings,
        columns=("Proceeding", "Who leads it", "Standing"),
        row=presenters.proceeding_row,
        title=presenters.proceeding_title,
        detail=presenters.proceeding_detail,
        may_read=rules.sees_whole_case,
        may_write=rules.may_keep_cases,
        form=forms.ProceedingForm,
        add=services.add_proceeding,
        amend=services.amend_proceeding,
        parent=REVIEW,
        subjects=presenters.under_review_tokens,
    )
)

# --- What is published -------------------------------------------------------------

PUBLICATION = register(
    Kind(
        name="publication",
        label="publication",
        label_plural="publications",
        room="reviews",
        model=Publication,
        visible=queries.publications,
        columns=("Publication", "What", "Published"),
        row=presenters.publication_row,
        title=presenters.publication_title,
        detail=details.publication_detail,
        may_read=rules.may_read_learning,
        may_write=rules.may_keep_cases,
        form=forms.PublicationForm,
        add=services.add_publication,
        amend=services.amend_publication,
        may_amend=rules.inside_its_case,
        may_look_back=rules.inside_its_case,
        parent=REVIEW,
        intro="Reports and learning briefings. What is published is for everybody who "
        "works with practice.",
        search=("title",),
        filters=(Filter("kind", "What", tuple(PublicationKind.choices), "kind"),),
        subjects=presenters.under_review_tokens,
    )
)
LEARNING_POINT = register(
    Kind(
        name="learning_point",
        label="part of a briefing",
        label_plural="parts of briefings",
        room="reviews",
        model=LearningPoint,
        visible=queries.learning_points,
        columns=("Part", "In our own words", "Kind"),
        row=presenters.point_row,
        title=presenters.point_title,
        detail=presenters.point_detail,
        may_read=rules.may_read_learning,
        may_write=rules.may_keep_cases,
        form=forms.LearningPointForm,
        add=services.add_learning_point,
        amend=services.amend_learning_point,
        may_amend=rules.inside_its_case_too,
        may_look_back=rules.inside_its_case_too,
        parent=PUBLICATION,
        search=("title", "text"),
        subjects=presenters.point_tokens,
    )
)

KINDS = (
    INCIDENT,
    REFERRAL,
    NOTIFICATION,
    RAPID_REVIEW,
    AGENCY_RETURN,
    DECISION,
    REVIEW,
    REVIEW_SUBJECT,
    REVIEW_STEP,
    DELAY,
    PROCEEDING,
    PUBLICATION,
    LEARNING_POINT,
)
