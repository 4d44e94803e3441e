/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package io.zmqtt;

/**
 * When a client asks the broker to forget the session it may hold (Clean Start of MQTT 5,
 * Clean Session of MQTT 3.1.1).
 */
public enum CleanStart {

	/**
	 * The default: {@link #ALWAYS} without a configured session, {@link #NEVER} with one.
	 * A session is configured by a session expiry interval above 0 on MQTT 5. MQTT 3.1.1
	 * has no such setting: choose {@link #NEVER} there.
	 */
	AUTOMATIC,

	/**
	 * At each connect.
	 */
	ALWAYS,

	/**
	 * At the first connect of the client only. On MQTT 3.1.1, where a clean session
	 * cannot outlive its connection, the old session is first removed by a connection of
	 * its own.
	 */
	FIRST_CONNECT,

	/**
	 * Never: a session of an earlier process is resumed.
	 */
	NEVER

}
