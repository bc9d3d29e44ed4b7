# segaudit doctor: what the token, the machine and the configuration allow.
target_sources(segaudit_agent PRIVATE
  doctor/access.cpp
  doctor/api_checks.cpp
  doctor/check.cpp
  doctor/diagnosis.cpp
  doctor/doctor_command.cpp
  doctor/judgeable.cpp
  doctor/machine_checks.cpp)
