"""Small files of our own making in the official formats, with their quirks, and what they add up to by hand."""

from datetime import date

from claimback.firms.archive.owner import as_owner
from deadlines.services.outcomes import outcomes_load
from deadlines.vocabulary import CALIFORNIA, TEXAS

CALIFORNIA_FILE = b"""\
Reference ID;Report Year;Diagnosis Category;Diagnosis Sub Category;Treatment Category;Treatment Sub Category;\
Determination;Type;Age Range;Patient Gender
EI05-0001;2005;Cardiac/Circulatory;;Cardio Vascular;;Upheld Decision of Health Plan;\
Experimental/Investigational;51-64;Male
MN05-0002;2005;Mental;Eating Disorder;Mental Health Treatment;Residential Treatment Center - Admission;\
Overturned Decision of Health Plan;Medical Necessity;11_20;Female
MN06-0003;2006;Orthopedic/ Musculoskeletal;Back Pain;Neurosugery;Other;Upheld Decision of Health Plan;\
Medical Necessity;41-50;Female
MN06-0004;2006;;;;;Overturned Decision of Health Plan;Medical Necessity;;
UC06-0005;2006;Trauma/Injuries;Other;Emergency/Urgent Care;Emergency Room;Overturned in Part;Urgent Care;65+;Male
EI06-0006;2006;Autism Spectrum;Autism-PDD-NOS;Autism Related Treatment;Speech Therapy;Overturned (Modified);\
Experimental/Investigational;0-10;Male
MN16-0007;2016;Autism Spectrum;Autism-PDD-NOS;Rehabilitation Services - Outpatient;Speech Therapy;\
Overturned Decision of Health Plan;Medical Necessity;0-10;Male
MN16-0008;2016;Pediatrics;Delayed Speech;Rehabilitation Services - Outpatient;Speech Therapy;Uphold Decision;\
Medical Necessity;0-10;Female

MN16-0009;2016;OB-Gyn/ Pregnancy;Other;Diagnostic Imaging, Screening & Testing;MRI;Upheld Decision of Health Plan;\
Medical Necessity;31-40;Female
"""
"""With semicolons, as the Department's older trend file has them; one blank line; one row that says next to nothing."""

CALIFORNIA_COUNTS = {
    "rows": 9,
    "overall": {"overturned": 5},
    "by_type": {
        "Experimental/Investigational": {"n": 2, "overturned": 1, "rate": 0.5},
        "Medical Necessity": {"n": 6, "overturned": 3, "rate": 0.5},
        "Urgent Care": {"n": 1, "overturned": 1, "rate": 1.0},
    },
    "by_year": {
        "2005": {"n": 2, "overturned": 1, "rate": 0.5},
        "2006": {"n": 4, "overturned": 3, "rate": 0.75},
        "2016": {"n": 3, "overturned": 1, "rate": 0.3333},
    },
    "by_treatment_category": {
        "": {"n": 1, "overturned": 1, "rate": 1.0},
        "Autism Related Treatment": {"n": 1, "overturned": 1, "rate": 1.0},
        "Cardio Vascular": {"n": 1, "overturned": 0, "rate": 0.0},
        "Diagnostic Imaging, Screening & Testing": {"n": 1, "overturned": 0, "rate": 0.0},
        "Emergency/Urgent Care": {"n": 1, "overturned": 1, "rate": 1.0},
        "Mental Health Treatment": {"n": 1, "overturned": 1, "rate": 1.0},
        "Neurosugery": {"n": 1, "overturned": 0, "rate": 0.0},
        "Rehabilitation Services - Outpatient": {"n": 2, "overturned": 1, "rate": 0.5},
    },
}

CALIFORNIA_NEWER = (
    "\ufeffReferenceID,ReportYear,DiagnosisCategory,DiagnosisSubCategory,TreatmentCategory,TreatmentSubCategory,"
    "Determination,Type,AgeRange,PatientGender,IMRType,DaysToReview,Findings\r\n"
    'MN16-0008,2016,Pediatrics,Delayed Speech,"Rehabilitation Services, Outpatient",Speech Therapy,'
    'Overturned Decision of Health Plan,Medical Necessity,0-10,Female,Standard,30,"The reviewer found that'
    ' stuttering\nwas ""treatable""."\r\n'
    "MN17-0010,2017,Vision,,Ophthalmology,,Upheld Decision of Health Plan,Medical Necessity,Nov-20,Female,"
    "Standard,12,\r\n"
).encode()
"""With commas, other headings, and the reviewer's findings: it corrects one row and adds another."""

TEXAS_FILE = b"""\
Complaint number,Complaint filed against,Complaint filed by,Reason complaint filed,Confirmed complaint,How resolved,\
Received date,Closed date,Complaint type,Coverage type,Coverage level,Others involved,Respondent ID,Respondent Role,\
Respondent type,Complainant type,Keywords
900001,Example Mutual,Insured,Denial Of Claim,No,Information Furnished; Company Position Upheld,5/22/2014,6/25/2014,\
Property and Casualty,Homeowners,Homeowners,,11,Ins Co - Licensed/Active,Organization,INDV,HAIL; ROOF
900002,Example Lloyds,Attorney,Delays (Claims Handling); Denial Of Claim,Yes,\
Additional Monies Received; Question of Fact,1/2/2015,1/12/2015,\
Property and Casualty,Automobile,Individual Private Pass,Insured,12,Ins Co - Licensed/Active,\
Organization,ORG,TOTAL LOSS
900003,Example Mutual,Insured,Unsatisfactory Settle/Offer,No,Claim Settled,3/1/2016,3/1/2016,Property and Casualty,\
Automobile,Individual Private Pass,,11,Ins Co - Licensed/Active,Organization,INDV,
900004,Example Mutual,Insured,Denial Of Claim,No,Question of Fact,7/1/2016,8/10/2016,Property and Casualty,Homeowners,\
Homeowners,,11,Ins Co - Licensed/Active,Organization,INDV,HAIL
900004,Sample & Daughters Agency,Insured,Denial Of Claim,No,,7/1/2016,8/10/2016,Property and Casualty,Homeowners,\
Homeowners,,99,Insurance Agency,Organization,INDV,HAIL
900003,Example Mutual,Insured,Unsatisfactory Settle/Offer,No,Claim Settled,3/1/2016,3/1/2016,Property and Casualty,\
Automobile,Individual Private Pass,,11,Ins Co - Licensed/Active,Organization,INDV,
"""
"""One number with two companies, and one row twice."""

TEXAS_COUNTS = {
    "rows": 5,
    "denial_complaints": 4,
    "denial_with_money_outcome": 1,
    "denial_company_position_upheld": 1,
    "denial_confirmed_yes": 1,
    "days_received_to_closed": {"n": 5, "min": 0, "median": 34.0, "max": 40, "negative": 0},
    "by_coverage_type": {"Automobile": {"n": 1, "money": 1}, "Homeowners": {"n": 3, "money": 0}},
}


def seed_outcomes() -> None:
    """Load both files, as the owner. Every database of the tests has their rows."""
    for kind, data in ((CALIFORNIA, CALIFORNIA_FILE), (TEXAS, TEXAS_FILE)):
        with as_owner():
            outcomes_load(kind=kind, data=data, file_name=f"{kind}.csv", retrieved_on=date(2026, 11, 20))
