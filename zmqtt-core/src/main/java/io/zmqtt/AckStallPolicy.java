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
 * What the client does with a message that the application does not acknowledge while it
 * holds back the acknowledgements of others, which have to go out in the order of receipt
 * (MQTT 5.0, section 4.6).
 */
public enum AckStallPolicy {

	/**
	 * Report it in the log, to listeners and in the health, and wait. This is the
	 * default.
	 */
	REPORT,

	/**
	 * Report it and connect again. A resumed session repeats what is unacknowledged.
	 */
	RECONNECT,

	/**
	 * Report it and acknowledge the message in place of the application, with the reason
	 * code 0x83 on MQTT 5. What the application does with it later has no effect.
	 */
	RELEASE

}
