@echo off
rem The Workstatus Agent's command for Windows. Everything that changes is kept in WORKSTATUS_HOME.
setlocal EnableDelayedExpansion
set "DISTRIBUTION=%~dp0.."
if not defined WORKSTATUS_HOME set "WORKSTATUS_HOME=%LOCALAPPDATA%\Workstatus"
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java.exe"

if "%~1"=="run" goto run
if "%~1"=="start" goto start
if "%~1"=="stop" goto stop
if "%~1"=="status" goto status
if "%~1"=="enable" goto enable
echo usage: workstatus run ^| start ^| stop ^| status ^| enable ^<dir^> 1>&2
exit /b 2

:version
for /f "tokens=3" %%v in ('""%JAVA%" -version 2^>^&1" ^| findstr /i "version"') do set "VERSION=%%~v"
if not defined VERSION (
    echo workstatus: no java found: install one, 17 or later, or name it in JAVA_HOME 1>&2
    exit /b 1
)
for /f "delims=.-+ tokens=1" %%m in ("!VERSION!") do set "MAJOR=%%m"
if !MAJOR! LSS 17 (
    echo workstatus: Java !VERSION! is too old, 17 or later is needed: name another in JAVA_HOME 1>&2
    exit /b 1
)
exit /b 0

:run
call :version || exit /b 1
if not exist "%WORKSTATUS_HOME%\tmp" mkdir "%WORKSTATUS_HOME%\tmp"
if not exist "%WORKSTATUS_HOME%\logs" mkdir "%WORKSTATUS_HOME%\logs"
set "PAUSE_SECONDS=1"
:again
"%JAVA%" -Xms24m -Xmx384m -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Djava.net.preferIPv4Stack=true ^
  "-Djava.io.tmpdir=%WORKSTATUS_HOME%\tmp" %WORKSTATUS_JAVA_OPTS% ^
  -cp "%DISTRIBUTION%\lib\launcher.jar;%DISTRIBUTION%\lib\felix.jar" ^
  io.workstatus.agent.launcher.Launcher "%DISTRIBUTION%" "%WORKSTATUS_HOME%"
set "CODE=%ERRORLEVEL%"
if %CODE% EQU 0 exit /b 0
if %CODE% EQU 75 goto again
if not exist "%WORKSTATUS_HOME%\http.port" exit /b %CODE%
if %CODE% GEQ 2 if %CODE% LEQ 4 exit /b %CODE%
for /f "tokens=3" %%p in (%WORKSTATUS_HOME%\process) do set "WORKSTATUS_PORT=%%p"
echo workstatus: the JVM ended with exit code %CODE%; starting it again 1>&2
timeout /t %PAUSE_SECONDS% /nobreak >nul
set /a PAUSE_SECONDS=PAUSE_SECONDS*2
if %PAUSE_SECONDS% GTR 60 set "PAUSE_SECONDS=60"
goto again

:start
start "Workstatus Agent" /min "%~f0" run
exit /b 0

:stop
if not exist "%WORKSTATUS_HOME%\process" (
    echo workstatus: not running on %WORKSTATUS_HOME% 1>&2
    exit /b 0
)
for /f "tokens=2" %%p in (%WORKSTATUS_HOME%\process) do taskkill /pid %%p >nul
exit /b 0

:status
if exist "%WORKSTATUS_HOME%\http.port" (
    for /f %%p in (%WORKSTATUS_HOME%\http.port) do echo running on %WORKSTATUS_HOME%, http://localhost:%%p/
    exit /b 0
)
echo not running on %WORKSTATUS_HOME%
exit /b 1

:enable
if "%~2"=="" exit /b 2
del "%WORKSTATUS_HOME%\bundles\%~2\stopped" 2>nul
exit /b 0
