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

package io.zmqtt.spring.boot.autoconfigure;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;

/**
 * Gives the {@link ZmqttEndpoint} over HTTP the status 404 for changes of what there is
 * not.
 */
@EndpointWebExtension(endpoint = ZmqttEndpoint.class)
public final class ZmqttEndpointWebExtension {

	private final ZmqttEndpoint endpoint;

	/**
	 * Create an extension.
	 * @param endpoint the endpoint
	 */
	public ZmqttEndpointWebExtension(ZmqttEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	/**
	 * Stop, start, pause or resume a listener, or reconnect a connection.
	 * @param kind {@code connections} or {@code listeners}
	 * @param name the name of the connection or the id of the listener
	 * @param action what to do
	 * @param drainTimeout how long a reconnect waits for messages that are not
	 * acknowledged, 5 s if null
	 * @return the connection or the listener as it is afterwards, or the status 404
	 * @see ZmqttEndpoint#change(String, String, ZmqttEndpoint.Action, Duration)
	 */
	@WriteOperation
	public WebEndpointResponse<OperationResponseBody> change(@Selector String kind, @Selector String name,
			ZmqttEndpoint.Action action, @Nullable Duration drainTimeout) {
		OperationResponseBody changed = this.endpoint.change(kind, name, action, drainTimeout);
		return (changed != null) ? new WebEndpointResponse<>(changed)
				: new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
	}

}
