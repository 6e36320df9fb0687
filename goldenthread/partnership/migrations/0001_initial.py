import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models

import goldenthread.core.models.record


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="DatabaseMark",
            fields=[
                (
                    "name",
                    models.CharField(
                        choices=[
                            ("EXAMPLE", "Example partnership, with invented people")
                        ],
                        max_length=20,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("marked_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Agency",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        default=goldenthread.core.models.record.new_key,
                        editable=False,
                        max_length=12,
                        unique=True,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("starts_on", models.DateField(verbose_name="from")),
                (
                    "ends_on",
                    models.DateField(blank=True, null=True, verbose_name="until"),
                ),
                ("name", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("LOCAL_AUTHORITY", "Local authority"),
                            ("HEALTH", "Health"),
                            ("POLICE", "Police"),
                            ("PROBATION", "Probation"),
                            ("YOUTH_JUSTICE", "Youth justice"),
                            ("FIRE", "Fire and rescue"),
                            ("EDUCATION", "Education"),
                            ("VOLUNTARY", "Voluntary sector"),
                            ("SCRUTINY", "Independent scrutiny"),
                            ("OTHER", "Other"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "statutory_part",
                    models.CharField(
                        choices=[
                            ("NONE", "Not a safeguarding partner"),
                            ("LOCAL_AUTHORITY", "Local authority"),
                            ("ICB", "Integrated care board"),
                            ("POLICE", "Chief officer of police"),
                        ],
                        default="NONE",
                        max_length=20,
                    ),
                ),
                (
                    "relevant_agency",
                    models.BooleanField(
                        default=False,
                        help_text="Named in the published arrangements",
                        verbose_name="relevant agency",
                    ),
                ),
                ("note", models.TextField(blank=True)),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partnership.agency",
                    ),
                ),
                (
                    "successor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partnership.agency",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "agencies",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Partnership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        default=goldenthread.core.models.record.new_key,
                        editable=False,
                        max_length=12,
                        unique=True,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("starts_on", models.DateField(verbose_name="from")),
                (
                    "ends_on",
                    models.DateField(blank=True, null=True, verbose_name="until"),
                ),
                ("name", models.CharField(max_length=200, unique=True)),
                ("short_name", models.CharField(max_length=60)),
                ("area_name", models.CharField(max_length=120, verbose_name="area")),
                (
                    "area_code",
                    models.CharField(max_length=9, verbose_name="ONS area code"),
                ),
                ("vision", models.TextField(blank=True)),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gt", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="partnership_partnership_ends_after_start",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Group",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        default=goldenthread.core.models.record.new_key,
                        editable=False,
                        max_length=12,
                        unique=True,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("starts_on", models.DateField(verbose_name="from")),
                (
                    "ends_on",
                    models.DateField(blank=True, null=True, verbose_name="until"),
                ),
                ("name", models.CharField(max_length=200)),
                (
                    "code",
                    models.SlugField(
                        help_text="A short word that figures and data files call the group by",
                        max_length=40,
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("LEAD_PARTNERS", "Lead safeguarding partners"),
                            ("EXECUTIVE", "Executive group"),
                            ("BOARD", "Board"),
                            ("PRIORITY", "Strategic priority group"),
                            ("SUB_GROUP", "Sub-group"),
                            ("TASK_AND_FINISH", "Task and finish group"),
                            ("PANEL", "Panel"),
                            ("TEAM", "Team"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "rhythm",
                    models.CharField(
                        blank=True,
                        help_text="How often it meets, as an interval",
                        max_length=12,
                    ),
                ),
                ("purpose", models.TextField(blank=True)),
                ("note", models.TextField(blank=True)),
                (
                    "led_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partnership.agency",
                    ),
                ),
                (
                    "joint_with",
                    models.ManyToManyField(
                        blank=True, related_name="+", to="partnership.partnership"
                    ),
                ),
                (
                    "partnership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partnership.partnership",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="agency",
            name="partnerships",
            field=models.ManyToManyField(
                related_name="+", to="partnership.partnership"
            ),
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        default=goldenthread.core.models.record.new_key,
                        editable=False,
                        max_length=12,
                        unique=True,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("name", models.CharField(max_length=120)),
                (
                    "invented",
                    models.BooleanField(
                        default=False, help_text="Made up for the example partnership"
                    ),
                ),
                (
                    "partnership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partnership.partnership",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "people",
            },
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        default=goldenthread.core.models.record.new_key,
                        editable=False,
                        max_length=12,
                        unique=True,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("starts_on", models.DateField(verbose_name="from")),
                (
                    "ends_on",
                    models.DateField(blank=True, null=True, verbose_name="until"),
                ),
                ("title", models.CharField(max_length=200, verbose_name="job title")),
                (
                    "sector",
                    models.CharField(
                        choices=[
                            ("COUNCIL", "Council departments"),
                            ("HEALTH", "Health trusts and services"),
                            ("POLICE_AND_YOUTH_JUSTICE", "Police and youth justice"),
                            ("PROBATION", "Probation"),
                            ("VOLUNTARY", "Voluntary sector"),
                            ("OTHER", "Other services"),
                            ("ELECTED", "Elected members"),
                            ("SCRUTINY", "Independent scrutiny"),
                            ("UNIT", "Business unit"),
                        ],
                        default="OTHER",
                        max_length=24,
                    ),
                ),
                ("in_business_unit", models.BooleanField(default=False)),
                (
                    "unit_job",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("MANAGER", "Manager"),
                            ("DEVELOPMENT", "Development officer"),
                            ("LEARNING", "Learning and development"),
                            ("ANALYSIS", "Data and analysis"),
                            ("ADMINISTRATION", "Administration"),
                        ],
                        max_length=16,
                        verbose_name="job in the business unit",
                    ),
                ),
                (
                    "fte",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=4,
                        null=True,
                        verbose_name="full-time equivalent",
                    ),
                ),
                ("note", models.TextField(blank=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partnership.agency",
                    ),
                ),
                (
                    "partnership",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partnership.partnership",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Membership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        default=goldenthread.core.models.record.new_key,
                        editable=False,
                        max_length=12,
                        unique=True,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("starts_on", models.DateField(verbose_name="from")),
                (
                    "ends_on",
                    models.DateField(blank=True, null=True, verbose_name="until"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("MEMBER", "Member"),
                            ("CHAIR", "Chair"),
                            ("ADVISER", "Adviser"),
                            ("OBSERVER", "Observer"),
                        ],
                        default="MEMBER",
                        max_length=12,
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="memberships",
                        to="partnership.group",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partnership.post",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        default=goldenthread.core.models.record.new_key,
                        editable=False,
                        max_length=12,
                        unique=True,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("BUSINESS_UNIT", "Business unit"),
                            ("AGENCY_LEAD", "Agency lead"),
                            ("EXECUTIVE", "Executive"),
                            ("SCRUTINEER", "Independent scrutineer"),
                            ("ANALYST", "Performance analyst"),
                            ("TRAINER", "Trainer"),
                            ("ADMINISTRATOR", "System administrator"),
                        ],
                        max_length=20,
                    ),
                ),
                ("email", models.EmailField(max_length=254)),
                (
                    "digest",
                    models.CharField(editable=False, max_length=64, unique=True),
                ),
                ("invited_by", models.CharField(editable=False, max_length=64)),
                ("invited_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partnership.person",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partnership.post",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Account",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(
                        blank=True, null=True, verbose_name="last login"
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        default=goldenthread.core.models.record.new_key,
                        editable=False,
                        max_length=12,
                        unique=True,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("email", models.EmailField(max_length=254, unique=True)),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("BUSINESS_UNIT", "Business unit"),
                            ("AGENCY_LEAD", "Agency lead"),
                            ("EXECUTIVE", "Executive"),
                            ("SCRUTINEER", "Independent scrutineer"),
                            ("ANALYST", "Performance analyst"),
                            ("TRAINER", "Trainer"),
                            ("ADMINISTRATOR", "System administrator"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "is_active",
                    models.BooleanField(default=True, verbose_name="may sign in"),
                ),
                ("invited_at", models.DateTimeField(blank=True, null=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partnership.person",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partnership.post",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PostHolding",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        default=goldenthread.core.models.record.new_key,
                        editable=False,
                        max_length=12,
                        unique=True,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("starts_on", models.DateField(verbose_name="from")),
                (
                    "ends_on",
                    models.DateField(blank=True, null=True, verbose_name="until"),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partnership.person",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="holdings",
                        to="partnership.post",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="GroupPlace",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                (
                    "key",
                    models.CharField(
                        default=goldenthread.core.models.record.new_key,
                        editable=False,
                        max_length=12,
                        unique=True,
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False)),
                ("starts_on", models.DateField(verbose_name="from")),
                (
                    "ends_on",
                    models.DateField(blank=True, null=True, verbose_name="until"),
                ),
                (
                    "published",
                    models.BooleanField(
                        default=True,
                        help_text="No for task groups, panels and teams the chart does not draw",
                        verbose_name="on the published chart",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="places",
                        to="partnership.group",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="partnership.group",
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True),
                            ("ends_on__gt", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="partnership_groupplace_ends_after_start",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="group",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True),
                    ("ends_on__gt", models.F("starts_on")),
                    _connector="OR",
                ),
                name="partnership_group_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="group",
            constraint=models.UniqueConstraint(
                fields=("partnership", "code"), name="partnership_group_code_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="agency",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True),
                    ("ends_on__gt", models.F("starts_on")),
                    _connector="OR",
                ),
                name="partnership_agency_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True),
                    ("ends_on__gt", models.F("starts_on")),
                    _connector="OR",
                ),
                name="partnership_post_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("unit_job", ""), ("in_business_unit", True), _connector="OR"
                ),
                name="partnership_post_unit_job_in_unit",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("fte__isnull", True),
                    models.Q(("fte__gt", 0), ("fte__lte", 2)),
                    _connector="OR",
                ),
                name="partnership_post_fte_is_a_share",
            ),
        ),
        migrations.AddConstraint(
            model_name="membership",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True),
                    ("ends_on__gt", models.F("starts_on")),
                    _connector="OR",
                ),
                name="partnership_membership_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("accepted_at__isnull", True),
                    ("withdrawn_at__isnull", True),
                    _connector="OR",
                ),
                name="partnership_invitation_used_or_withdrawn",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_at__gt", models.F("invited_at"))),
                name="partnership_invitation_expires_later",
            ),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("email"),
                name="partnership_account_email_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="postholding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_on__isnull", True),
                    ("ends_on__gt", models.F("starts_on")),
                    _connector="OR",
                ),
                name="partnership_postholding_ends_after_start",
            ),
        ),
    ]
